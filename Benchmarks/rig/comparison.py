"""The rounds of `compare`."""

import contextlib
import http.client
import os
import statistics
import sys
import time

from rig.gateways import CHECKED, OPEN, Site, nginx_upstream
from rig.load import OpenLoop, closed_loop, multiplexed, open_loop, requests_file
from rig.machine import GATEWAY_CORE, LOAD_CORE, Failure, free_ports, write
from rig.tokens import Authority

MEMORY_RATE, MEMORY_CONNECTIONS = 1000, 64
# What h2load does for the cases with one token that are not plain HTTP/1.1.
MULTIPLEXED = {"tls": {"tls": True}, "h2-1": {"streams": 1}, "h2-10": {"streams": 10}}


def say(text):
    print(f"compare: {text}", file=sys.stderr, flush=True)


class Comparison:
    def __init__(self, gateways, options, folder):
        self.gateways, self.options, self.folder = gateways, options, folder
        self.authority = Authority("http://localhost:9999/realms/DCR")
        upstream, *ports = free_ports(1 + 2 * len(gateways))
        self.ports = {gateway.name: port for gateway, port in zip(gateways, ports)}
        self.tls_ports = {gateway.name: port for gateway, port in zip(gateways, ports[len(gateways):])}
        self.site = Site(
            folder, self.authority.issuer, {"keys": [self.authority.key.jwk]}, self.authority.key.pem, upstream)
        self.servers, self.runs, self.half, self.memory = {}, [], [], []

    def run(self):
        self.make_tokens()
        with contextlib.ExitStack() as running:
            running.enter_context(nginx_upstream(self.folder, self.site.upstream, LOAD_CORE)).started()
            for gateway in self.gateways:
                server = gateway.start(
                    self.site, self.ports[gateway.name], GATEWAY_CORE, self.tls_ports[gateway.name])
                self.servers[gateway.name] = running.enter_context(server).started()
                self.check(gateway)
                self.note_memory(gateway, "at the start")
                self.show_tokens(gateway)
            for number in range(1, self.options.rounds + 1):
                say(f"round {number} of {self.options.rounds}")
                for gateway, case, connections in self.measurements():
                    self.measure(gateway, case, connections)
            if self.options.half_seconds:
                say("half of capacity")
                self.measure_half()
            self.note_all_memory("after the runs")
            if self.options.minutes:
                self.hold()
        return {
            "versions": {gateway.name: gateway.version for gateway in self.gateways}, "runs": self.runs,
            "half": self.half, "memory": self.memory, "options": vars(self.options)}

    def make_tokens(self):
        begun = time.monotonic()
        wanted = max(self.options.tokens, 2, self.options.fresh_tokens if "fresh" in self.options.cases else 0)
        say(f"{wanted} tokens are made")
        self.tokens = self.authority.tokens(wanted)
        self.many = write(self.folder, "many", "\n".join(self.tokens[:self.options.tokens]) + "\n")
        self.fresh = write(self.folder, "fresh", "\n".join(self.tokens[:self.options.fresh_tokens]) + "\n")
        say(f"their length is {len(self.tokens[0])}; it took {time.monotonic() - begun:.0f} s")

    def check(self, gateway):
        """A comparison with a gateway that lets everything pass would lie."""
        cases = [("a request to the open route", OPEN, None, True)]
        if gateway.checks:
            cases += [
                ("a good token", CHECKED, self.tokens[0], True), ("no token", CHECKED, None, False),
                ("an expired token", CHECKED, self.authority.expired(1), False),
                ("a forged token", CHECKED, self.authority.forged(1), False)]
        for name, path, token, admitted in cases:
            connection = http.client.HTTPConnection("127.0.0.1", self.ports[gateway.name], timeout=10)
            with contextlib.closing(connection):
                connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
                status = connection.getresponse().status
            if (status == 200) != admitted or (not admitted and status not in (401, 403)):
                raise Failure(f"{gateway.name} answers {name} with {status}:\n{self.servers[gateway.name].tail()}")

        for case in filter(MULTIPLEXED.get, self.options.cases if gateway.checks else []):
            if self.multiplexed(gateway, case, 1, 1, None)["refused"] == 0:
                raise Failure(f"{gateway.name} does not refuse a request without a token in the case {case}")

    def multiplexed(self, gateway, case, connections, seconds, token):
        ports = self.tls_ports if case == "tls" else self.ports
        return multiplexed(
            ports[gateway.name], CHECKED, connections, seconds, token=token, **MULTIPLEXED[case])

    def show_tokens(self, gateway):
        """Those of the case many have been seen when it is measured."""
        if gateway.checks and "many" in self.options.cases:
            closed_loop(self.ports[gateway.name], CHECKED, 32, 60, "once", self.many)

    # MARK: Closed loops

    def measurements(self):
        """What a round measures: the gateways take turns within each case."""
        for case in self.options.cases:
            for connections in self.options.connections:
                for gateway in self.gateways:
                    if case == "open" or gateway.checks:
                        yield gateway, case, connections

    def measure(self, gateway, case, connections):
        if case == "fresh":
            with gateway.start(self.site, free_ports(1)[0], GATEWAY_CORE) as server:
                server.started()
                # Its first requests are those of a program that has just been loaded.
                closed_loop(server.port, OPEN, connections, 1)
                self.closed(gateway, server, case, connections, lambda: closed_loop(
                    server.port, CHECKED, connections, 60, "once", self.fresh))
        elif case in MULTIPLEXED:
            self.closed(gateway, self.servers[gateway.name], case, connections, lambda: self.multiplexed(
                gateway, case, connections, self.options.seconds, self.tokens[0]))
        else:
            kind = {"open": ("open", None), "one": ("one", self.many), "many": ("many", self.many)}[case]
            path = OPEN if case == "open" else CHECKED
            self.closed(gateway, self.servers[gateway.name], case, connections, lambda: closed_loop(
                self.ports[gateway.name], path, connections, self.options.seconds, *kind))

    def closed(self, gateway, server, case, connections, load):
        user, system = server.cpu()
        result = load()
        user, system = (after - before for after, before in zip(server.cpu(), (user, system)))
        if not result["requests"]:
            raise Failure(f"{gateway.name} answered nothing in the case {case}:\n{server.tail()}")
        self.runs.append(result | {
            "gateway": gateway.name, "case": case, "connections": connections,
            "user": user / result["requests"] * 1e6, "system": system / result["requests"] * 1e6,
            "cpu": (user + system) / result["requests"] * 1e6,
            "busy": (user + system) / result["microseconds"] * 1e6})

    # MARK: Open loops

    def measure_half(self):
        """Latencies at half of what each can do with one token (without one, where it checks none)."""
        for _ in range(self.options.rounds):
            for connections in self.options.connections:
                for gateway in self.gateways:
                    case = "one" if gateway.checks else "open"
                    rates = [
                        run["rate"] for run in self.runs
                        if (run["gateway"], run["case"], run["connections"]) == (gateway.name, case, connections)]
                    if rates:
                        self.open(gateway, connections, self.options.rate or max(1, int(statistics.median(rates) / 2)))

    def open(self, gateway, connections, rate):
        path, token = (CHECKED, self.tokens[0]) if gateway.checks else (OPEN, "")
        requests = requests_file(os.path.join(self.folder, "half"), [("good", 200, path, token)])
        result = open_loop(
            self.ports[gateway.name], requests, rate=rate, connections=connections, seconds=self.options.half_seconds)
        good = result["outcomes"]["good"]
        self.half.append({
            "gateway": gateway.name, "connections": connections, "rate": rate, "reached": result["rate"],
            "p50": result["p50"], "p99": result["p99"], "p999": result["p999"],
            "refused": sum(n for outcome, n in good.items() if outcome.isdigit() and outcome != "200"),
            "broken": sum(n for outcome, n in good.items() if not outcome.isdigit())})

    # MARK: Memory

    def note_memory(self, gateway, moment):
        self.memory.append({"gateway": gateway.name, "moment": moment, "bytes": self.servers[gateway.name].memory()})

    def note_all_memory(self, moment):
        for gateway in self.gateways:
            self.note_memory(gateway, moment)

    def hold(self):
        """All of them at once under a steady load of tokens in turn."""
        minutes = self.options.minutes
        say(f"{minutes} minutes of {MEMORY_RATE} requests a second at each")
        checked = requests_file(os.path.join(self.folder, "hold"), [
            ("good", 200, CHECKED, token) for token in self.tokens[:self.options.tokens]])
        unchecked = requests_file(os.path.join(self.folder, "hold-open"), [("good", 200, OPEN, "")])
        with contextlib.ExitStack() as running:
            loops = [running.enter_context(OpenLoop(
                self.ports[gateway.name], checked if gateway.checks else unchecked, rate=MEMORY_RATE,
                connections=MEMORY_CONNECTIONS, seconds=minutes * 60)) for gateway in self.gateways]
            for minute in range(1, minutes):
                time.sleep(60)
                self.note_all_memory(f"{minute} min")
            for loop in loops:
                loop.result()
        self.note_all_memory(f"after {minutes} min")
