"""Gateways that follow one another on one port, for `handover`."""

import contextlib
import json
import os
import socket
import sys
import time

from rig.gateways import CERTIFICATE, CERTIFICATE_KEY, nginx_upstream
from rig.load import HERE, OpenLoop, requests_file
from rig.machine import GATEWAY_CORE, LOAD_CORE, Failure, free_ports, write
from rig.server import Server
from rig.tokens import Authority

DRAIN = 10                     # seconds that the configuration allows for the end of a gateway
LOADS = {                      # for how many requests a connection is used, and its part of the requests
    "on connections that stay": (1000, 0.6), "on connections for 20": (20, 0.3), "on a connection each": (1, 0.1)}


def say(text):
    print(f"handover: {text}", file=sys.stderr, flush=True)


class Succession:
    """
    way      `socket`: each gateway takes over from the last one by `gateway.handover`; `systemd`: this program holds
             the listening socket, passes it to each, and ends the last one when the next one is ready
    """

    def __init__(self, tollgate, options, folder):
        self.tollgate, self.options, self.folder = tollgate, options, folder
        self.authority = Authority("http://localhost:9999/realms/DCR")
        self.port, self.upstream = free_ports(2)
        write(folder, "jwks.json", json.dumps({"keys": [self.authority.key.jwk]}))
        self.servers, self.ends, self.problems = [], [], []
        self.manager = self.listener = None
        self.lost = 0

    def run(self):
        """The problems, none if all is well."""
        self.configure()
        with contextlib.ExitStack() as running:
            running.callback(lambda: [server.stop() for server in self.servers])
            running.enter_context(nginx_upstream(self.folder, self.upstream, LOAD_CORE)).started()
            self.manager = running.enter_context(contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)))
            self.manager.bind(f"{self.folder}/notify")
            if self.options.way == "systemd":
                self.listener = running.enter_context(contextlib.closing(
                    socket.create_server(("127.0.0.1", self.port), backlog=4096)))
            self.start_next()
            self.hand_over_under_load()
        return self.problems

    # MARK: Gateways

    def configure(self):
        # Two that both listen at a socket of the manager's do not know of each other, and share no file.
        shared = "handover: gateway.sock, state: { file: quotas, flush_interval: 1s }, "
        for file, keys in (("tollgate.yaml", "jwks.json"), ("stillborn.yaml", '"http://127.0.0.1:1/jwks"')):
            write(self.folder, file, f"""
issuers:
  portal: {{ issuer: "{self.authority.issuer}", profile: keycloak, audiences: [payments], keys: {keys} }}
policies:
  access: {{ allow: [{{ api: payments }}] }}
  limits: {{ rate: 1000000/1s, quota: 1000000000/1d }}
  few: {{ rate: 1000000/1s, quota: {self.options.quota}/1d }}
products: {{ payments: {{ scopes: [product_payments], policies: [access] }} }}
plans: {{ free: {{ scopes: [free_plan], policies: [limits] }}, few: {{ scopes: [few_plan], policies: [few] }} }}
apis:
  payments: {{ listen_path: /payment-api/, upstream: "http://127.0.0.1:{self.upstream}/", issuers: [portal] }}
gateway: {{ {shared if self.options.way == "socket" else ""}listeners: [{self.listener_settings()}], \
drain: {{ deadline: {DRAIN}s }} }}
""")

    def listener_settings(self):
        tls = f", tls: {{ certificates: [{{ certificate: {CERTIFICATE}, key: {CERTIFICATE_KEY} }}] }}"
        return f'{{ listen: "127.0.0.1:{self.port}"{tls if self.options.over == "tls" else ""} }}'

    def start_next(self):
        """Starts a gateway and waits until it says that it is ready."""
        command = [self.tollgate, "gateway", "--config", "tollgate.yaml"]
        environment = os.environ | {"NOTIFY_SOCKET": f"{self.folder}/notify"}
        descriptors = ()
        if self.listener:
            descriptors = (self.listener.fileno(),)
            command = [sys.executable, f"{HERE}/inherit.py", str(self.listener.fileno()), *command]
        server = Server(
            f"gateway-{len(self.servers)}", command, None, self.folder, GATEWAY_CORE, env=environment,
            pass_fds=descriptors)
        self.servers.append(server)
        end = time.monotonic() + 30
        self.manager.settimeout(0.1)
        message = b""
        while b"READY=1" not in message.split(b"\n"):
            if not server.running or time.monotonic() > end:
                raise Failure(f"{server.name} does not get ready:\n{server.tail()}")
            with contextlib.suppress(TimeoutError):
                message = self.manager.recv(4096)

    def lose_one(self):
        """A successor that comes, waits for keys, and dies before it is ready: nothing changes."""
        command = [self.tollgate, "gateway", "--config", "stillborn.yaml"]
        with Server("stillborn", command, None, self.folder, GATEWAY_CORE) as server:
            time.sleep(1)
            server.process.kill()
        self.lost += 1
        if not self.servers[-1].running:
            self.problems.append(f"{self.servers[-1].name} ended for a successor that was never ready")

    def hand_over(self):
        last = self.servers[-1]
        self.start_next()
        begun = time.monotonic()
        if self.listener:
            last.process.terminate()
        status = None
        with contextlib.suppress(Exception):
            status = last.process.wait(DRAIN + 10)
        self.ends.append(time.monotonic() - begun)
        if status != 0:
            self.problems.append(f"{last.name} ended with {status}:\n{last.tail()}")
            last.stop()

    # MARK: Load

    def hand_over_under_load(self):
        seconds = self.options.count / self.options.rate
        interval = seconds / (self.options.handovers + 1)
        with contextlib.ExitStack() as running:
            loads = {name: running.enter_context(self.load(*values)) for name, values in LOADS.items()}
            if self.options.way == "socket":
                # They are used up after two thirds of the time.
                quota = running.enter_context(self.quota_load(max(1, int(1.5 * self.options.quota / seconds))))
            begun = time.monotonic()
            for number in range(self.options.handovers):
                time.sleep(max(0, begun + interval * (number + 1) - time.monotonic()))
                if self.options.way == "socket" and number % 5 == 1:
                    self.lose_one()
                self.hand_over()
            # At least as many requests as were asked for, and some after the last one.
            time.sleep(max(interval, begun + seconds - time.monotonic()))
            for load in loads.values():
                load.end()
            self.judge({name: load.result() for name, load in loads.items()})
            if self.options.way == "socket":
                quota.end()
                self.judge_quota(quota.result()["outcomes"]["quota"])

    def load(self, renew, part):
        token = self.authority.token(1)
        requests = requests_file(f"{self.folder}/requests", [("good", 200, "/payment-api/get", token)])
        # A bit more, since they begin at random moments.
        rate = max(1, int(1.05 * part * self.options.rate) + 1)
        return OpenLoop(
            self.port, requests, rate=rate, connections=16, renew=renew, seconds=1000000,
            tls=int(self.options.over == "tls"))

    def quota_load(self, rate):
        token = self.authority.token(1, azp="few", clientId="few", scope="product_payments few_plan")
        requests = requests_file(f"{self.folder}/quota", [("quota", 200, "/payment-api/get", token)])
        return OpenLoop(
            self.port, requests, rate=rate, connections=4, renew=50, seconds=1000000,
            tls=int(self.options.over == "tls"))

    # MARK: What has to be true

    def judge(self, results):
        total = sum(result["requests"] for result in results.values())
        say(f"{total} requests, {len(self.ends)} hand-overs, {self.lost} successors that died before they were ready; "
            f"the old one ended after at most {max(self.ends):.1f} s")
        for name, result in results.items():
            say(f"{name}: {result['outcomes']['good']}, p99 {result['p99'] / 1000:.1f} ms, "
                f"longest {result['max'] / 1000:.1f} ms")
            for outcome, count in result["outcomes"]["good"].items():
                if outcome != "200":
                    self.problems.append(f"{count} requests {name}: {outcome}")
            for sample in result["unexpected"]:
                say(f"  {sample}")
        if total < self.options.count:
            self.problems.append(f"{total} requests were sent, {self.options.count} were asked for")

    def judge_quota(self, outcomes):
        say(f"with a quota of {self.options.quota}: {outcomes}")
        others = {outcome: count for outcome, count in outcomes.items() if outcome not in ("200", "429")}
        if outcomes.get("200") != self.options.quota or others:
            self.problems.append(f"a quota of {self.options.quota} admitted {outcomes.get('200', 0)}, {outcomes}")
        elif "429" not in outcomes:
            self.problems.append("the quota was not used up: fewer requests than that were sent")
