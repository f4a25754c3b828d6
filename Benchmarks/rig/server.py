"""A process that listens."""

import os
import re
import signal
import socket
import subprocess
import time

from rig.machine import Failure, pinned

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A process on a core, which is ended by its id when the context is left.

    name         for messages, and for the name of its log
    command      what is started
    port         where it listens; None if nobody waits for that
    folder       its working directory, where its log is written too
    """

    def __init__(self, name, command, port, folder, core, files=None, **options):
        self.name, self.port = name, port
        self.log = os.path.join(folder, re.sub(r"[^A-Za-z0-9.-]", "-", name) + ".log")
        if files:
            command = ["sh", "-c", f"ulimit -n {files} && exec \"$@\"", "sh", *command]
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                pinned(core, command), cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def started(self, seconds=30):
        """Waits until it listens."""
        end = time.monotonic() + seconds
        while self.port is not None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                pass
            if self.process.poll() is not None:
                raise Failure(f"{self.name} ended with {self.process.returncode} at its start:\n{self.tail()}")
            if time.monotonic() > end:
                raise Failure(f"{self.name} does not listen on port {self.port}:\n{self.tail()}")
            time.sleep(0.05)
        return self

    def stop(self, seconds=40):
        """SIGTERM, and its exit status; None if it had to be killed."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    @property
    def running(self):
        return self.process.poll() is None

    def tail(self, lines=20):
        with open(self.log) as log:
            return "".join(log.readlines()[-lines:])

    # What it takes, children included.

    def processes(self):
        try:
            with open(f"/proc/{self.pid}/task/{self.pid}/children") as file:
                return [self.pid, *map(int, file.read().split())]
        except FileNotFoundError:
            raise Failure(f"{self.name} ended by itself:\n{self.tail()}") from None

    def cpu(self):
        """Seconds of processor time since the start: user, system."""
        user = system = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            user += int(fields[11])
            system += int(fields[12])
        return user / TICKS, system / TICKS

    def memory(self):
        """Resident bytes."""
        total = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/status") as file:
                total += int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) << 10
        return total

    def descriptors(self):
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.processes())
