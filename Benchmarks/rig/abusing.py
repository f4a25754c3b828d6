"""What `abuses` measures: a gateway that is abused, alone for what that costs, and beside everybody else's requests."""

import collections
import os
import statistics
import sys
import threading
import time

from rig.abuser import abuse
from rig.holding import Holding
from rig.load import OpenLoop

AT_MOST = 120                  # seconds until a connection has to be ended or bounded
SETTLE = 1


def say(text):
    print(f"abuses: {text}", file=sys.stderr, flush=True)


class Abusing(Holding):
    """A gateway and an upstream as those of `strangers`."""

    def measure_way(self, name, way):
        with self.start_gateway(name, None) as gateway:
            abuse(way, gateway.port, 1, AT_MOST)     # so that code and memory of it are there
            time.sleep(SETTLE)
            row = self.alone(gateway, way) | self.beside(gateway, way)
            status = gateway.stop()
        row |= {"way": name, "description": way.description, "status": status}
        row["problems"] = self.problems_of(row)
        return row

    def alone(self, gateway, way):
        """Time, processor time and memory of so many connections at once."""
        before, memory = self.processor_time(gateway), gateway.memory()
        self.forget_peak(gateway)
        found = abuse(way, gateway.port, self.options.connections, AT_MOST)
        time.sleep(SETTLE)
        spent = self.processor_time(gateway) - before
        ends = collections.Counter(each.end for each in found)
        took = [each.took for each in found if each.end is not None]
        return {
            "connections": len(found), "ends": {str(end): count for end, count in ends.items()},
            "took": statistics.median(took or [AT_MOST]), "longest": max(took or [AT_MOST]),
            "cpu": spent / len(found), "memory": max(0, self.peak(gateway) - memory)}

    def beside(self, gateway, way):
        """Everybody else's requests while connections of the kind come again and again."""
        counted, ending = [], threading.Event()

        def keep_on():
            # As the stranger of `strangers`: the load of everybody else is not to wait for him on their core.
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))
            while not ending.is_set():
                counted.append(sum(each.end is not None for each in abuse(way, gateway.port, 4, self.options.seconds)))

        thread = threading.Thread(target=keep_on)
        with OpenLoop(gateway.port, self.requests, rate=self.options.rate, connections=32, renew=100,
                      seconds=self.options.seconds) as load:
            thread.start()
            result = load.result()
            ending.set()
            thread.join()
        return {
            "beside": sum(counted), "requests": result["requests"], "refused": self.refused([result]),
            "p99": result["p99"], "unexpected": result["unexpected"]}

    @staticmethod
    def problems_of(row):
        found = []
        if "None" in row["ends"]:
            found.append(f"{row['ends']['None']} connections were neither ended nor bounded in {AT_MOST} s")
        if row["refused"]:
            found.append(f"{row['refused']} of everybody else's requests refused or lost")
        if row["status"] != 0:
            found.append(f"the gateway ended with {row['status']}")
        return found

    # MARK: Finer than what servers are asked for elsewhere

    @staticmethod
    def processor_time(server):
        """Seconds of all threads, from the scheduler."""
        total = 0
        for thread in os.listdir(f"/proc/{server.pid}/task"):
            with open(f"/proc/{server.pid}/task/{thread}/schedstat") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    @staticmethod
    def forget_peak(server):
        with open(f"/proc/{server.pid}/clear_refs", "w") as file:
            file.write("5")

    @staticmethod
    def peak(server):
        """The most resident bytes since `forget_peak`."""
        with open(f"/proc/{server.pid}/status") as file:
            return next(int(line.split()[1]) << 10 for line in file if line.startswith("VmHWM:"))
