"""The windows of `strangers`: everybody else's requests with and without a stranger beside them, in turn."""

import json
import os
import statistics
import sys
import time

from rig.asking import wait_until_ready
from rig.gateways import nginx_upstream
from rig.load import closed_loop, open_loop, requests_file
from rig.machine import GATEWAY_CORE, LOAD_CORE, free_ports, write
from rig.server import Server
from rig.stranger import Stranger
from rig.tokens import Authority

FEW_FILES = 512                # of the gateway whose descriptors come to their end
SETTLE = 1                     # seconds from the stranger's coming or going to the next window
DRAIN = 5                      # seconds that the gateway's configuration allows for its end


def say(text):
    print(f"strangers: {text}", file=sys.stderr, flush=True)


class Holding:
    """A gateway and an upstream, for one way of holding connections."""

    def __init__(self, tollgate, options, folder):
        self.tollgate, self.options, self.folder = tollgate, options, folder
        self.authority = Authority("http://localhost:9999/realms/DCR")
        self.upstream, self.nowhere = free_ports(2)
        write(folder, "jwks.json", json.dumps({"keys": [self.authority.key.jwk]}))
        tokens = self.authority.tokens(64)
        self.tokens = write(folder, "tokens", "\n".join(tokens) + "\n")
        self.requests = requests_file(f"{folder}/requests", [
            ("good", 200, "/payment-api/get", token) for token in tokens])
        with open(os.path.join(folder, "large"), "wb") as file:
            file.truncate(8 << 20)

    def start_upstream(self):
        # What is held has to be held by the upstream as well: nginx waits for a whole body before it passes it on.
        return nginx_upstream(self.folder, self.upstream, LOAD_CORE, f"""
  location /large {{ alias {self.folder}/large; }}
  location /hold {{ proxy_pass http://127.0.0.1:{self.nowhere}; }}""")

    def start_gateway(self, name, files):
        port, admin = free_ports(2)
        upstream = f"http://127.0.0.1:{self.upstream}/"
        file = write(self.folder, f"{name}.yaml", f"""
issuers:
  portal: {{ issuer: "{self.authority.issuer}", profile: keycloak, audiences: [payments], keys: jwks.json }}
policies:
  access: {{ allow: [{{ api: payments }}] }}
  limits: {{ rate: 1000000/1s, quota: 1000000000/1d }}
products: {{ payments: {{ scopes: [product_payments], policies: [access] }} }}
plans: {{ free: {{ scopes: [free_plan], policies: [limits] }} }}
apis:
  payments: {{ listen_path: /payment-api/, upstream: "{upstream}", issuers: [portal] }}
  open: {{ listen_path: /open/, upstream: "{upstream}", issuers: [portal], public: [{{ path: "/*" }}] }}
gateway: {{ listen: "127.0.0.1:{port}", admin_listen: "127.0.0.1:{admin}", drain: {{ deadline: {DRAIN}s }} }}
""")
        command = [self.tollgate, "gateway", "--config", file]
        server = Server(f"gateway-{name}", command, port, self.folder, GATEWAY_CORE, files=files).started()
        wait_until_ready(admin)
        return server

    def measure(self, name, way, count, files=None):
        """A row: what everybody else had with and without the stranger."""
        with self.start_gateway(name, files) as gateway:
            closed_loop(gateway.port, "/payment-api/get", 32, 1, "many", self.tokens)
            capacity = closed_loop(gateway.port, "/payment-api/get", 32, 2, "many", self.tokens)["rate"]
            rate = max(1, int(capacity * self.options.share))
            calm, beside, held, closed = [], [], [], 0
            for _ in range(self.options.rounds):
                calm.append(self.window(gateway, rate))
                with Stranger(way, gateway.port, count) as stranger:
                    stranger.settle(SETTLE)
                    beside.append(self.window(gateway, rate))
                    held.append(stranger.held)
                    closed += stranger.closed
                    memory = gateway.memory()
                time.sleep(SETTLE)
            with Stranger(way, gateway.port, count) as stranger:
                stranger.settle(SETTLE)
                begun = time.monotonic()
                status = gateway.stop(DRAIN + 30)
                took = time.monotonic() - begun
        row = {
            "way": name, "description": way.description, "rate": rate,
            "held": statistics.median(held), "closed": closed,
            "requests": sum(window["requests"] for window in beside), "memory": memory,
            "refused": self.refused(beside), "refused_calm": self.refused(calm),
            "calm": statistics.median(window["p99"] for window in calm),
            "beside": statistics.median(window["p99"] for window in beside), "status": status, "end": took,
            "unexpected": [sample for window in beside for sample in window["unexpected"]][:5]}
        row["problems"] = self.problems(row)
        return row

    def window(self, gateway, rate):
        return open_loop(
            gateway.port, self.requests, rate=rate, connections=32, renew=100, seconds=self.options.seconds)

    @staticmethod
    def refused(windows):
        return sum(
            count for window in windows for outcome, count in window["outcomes"]["good"].items() if outcome != "200")

    def problems(self, row):
        found = []
        if row["refused"]:
            found.append(f"{row['refused']} of everybody else's requests refused or lost")
        if row["beside"] > self.options.times * row["calm"]:
            found.append(f"p99 is {row['beside'] / row['calm']:.1f} × that without him")
        if row["status"] != 0 or row["end"] > DRAIN + 2:
            found.append(f"SIGTERM: status {row['status']} after {row['end']:.1f} s")
        return found
