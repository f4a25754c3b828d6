"""What `soak` puts a gateway through, and what has to be true then."""

import collections
import contextlib
import itertools
import json
import statistics
import sys
import threading
import time

from rig.asking import certificate_reloads_counted, get, key_waits_refused, reloads_counted, requests_counted, wait_until_ready
from rig.gateways import nginx_upstream
from rig.load import HERE, OpenLoop, closed_loop, requests_file
from rig.machine import ANY_CORE, GATEWAY_CORE, LOAD_CORE, ROOT, free_ports, replace, write
from rig.server import Server
from rig.tokens import Authority, Key
from rig.vanishing import VanishingClients

# What is done while the load goes on, and every how many seconds; the first time after as many.
REST, ROTATION, RESTART = 5, 30, 20
ISSUER_AWAY = 2                # seconds for which the issuer is away at each restart
TOKENS_OF_A_KEY, KEYS = 500, 3
CONCURRENCY = 8                # of the plan of the clients that vanish
FAULT_RATE = 40                # requests a second to the upstream that fails
MORE_BYTES, MORE_FILES = 24 << 20, 16

# What a request is, what the gateway answers, and what it counts that as.
MAIN = {
    "good": (200, "admit"), "no token": (401, "token_missing"), "expired": (401, "token_expired"),
    "wrong issuer": (401, "issuer_unknown"), "forged": (401, "signature_invalid"),
    "wrong product": (403, "scope_insufficient")}
FAULTS = {
    "ok": "200", "leave": "200", "fail": "500", "close": "502", "reset": "502", "garbage": "502", "cut": "lost"}


def say(text):
    print(f"soak: {text}", file=sys.stderr, flush=True)


class Soak:
    """
    over     `http1` or `tls`: what the load speaks
    reload   seconds from one reload to the next; over TLS each has other certificates as well
    """

    def __init__(self, tollgate, options, folder):
        self.tollgate, self.folder = tollgate, folder
        self.seconds, self.share, self.reload = options.seconds, options.share, options.reload
        self.tls = options.over == "tls"
        self.issuer, self.port, self.tls_port, self.admin, self.upstream, self.faulty = free_ports(6)
        self.load_port = self.tls_port if self.tls else self.port
        self.authority = Authority(f"http://localhost:{self.issuer}/realms/DCR", Key("first"))
        self.keys, self.tokens = [], []   # the newest first
        self.problems = collections.Counter()
        self.samples, self.done = [], collections.Counter()
        self.servers = contextlib.ExitStack()

    def run(self):
        """The problems, none if all is well."""
        with self.servers:
            self.rotate()
            self.start_servers()
            rate = self.choose_rate()
            self.main = OpenLoop(
                self.load_port, self.requests, rate=rate, connections=64, renew=1000, seconds=self.seconds,
                tls=int(self.tls))
            self.faults = OpenLoop(
                self.load_port, self.fault_requests, rate=FAULT_RATE, connections=16, renew=100, seconds=self.seconds,
                tls=int(self.tls))
            self.vanishing = VanishingClients(self.port, self.narrow_token(1), "/faulty/slow")
            with self.main, self.faults:
                self.vanishing.start()
                self.keep_changing()
                self.vanishing.end()
                self.judge(self.main.result(), self.faults.result(), rate)
            say(f"{self.vanishing.count} clients vanished, {dict(self.done)}")
            self.judge_slots()
            self.judge_reloads()
            self.judge_growth()
            status = self.gateway.stop()
            if status != 0:
                self.problems[f"the gateway ended with {status} on SIGTERM"] += 1
        return self.problems

    # MARK: Servers

    def start_servers(self):
        start = self.servers.enter_context
        start(nginx_upstream(self.folder, self.upstream, LOAD_CORE, "keepalive_requests 500;")).started()
        start(Server("the failing upstream", [sys.executable, f"{HERE}/faulty.py", str(self.faulty)], self.faulty,
                     self.folder, LOAD_CORE)).started()
        self.start_issuer()
        self.configure()
        command = [self.tollgate, "gateway", "--config", "tollgate.yaml"]
        self.gateway = start(Server("gateway", command, self.port, self.folder, GATEWAY_CORE)).started()
        wait_until_ready(self.admin)

    def start_issuer(self):
        command = [sys.executable, f"{HERE}/issuer.py", str(self.issuer), f"{self.folder}/jwks.json"]
        # Wherever there is time: as a machine of its own would, it answers at once.
        self.issuer_server = Server("issuer", command, self.issuer, self.folder, ANY_CORE).started()
        self.servers.callback(self.issuer_server.stop)

    def configure(self):
        """The configuration, with a route more each second time."""
        more = self.done["reloads"] % 2 == 1
        for kind in ("", "-key"):
            with open(f"{ROOT}/Fixtures/tls/{'other-' if more else ''}server{kind}.pem") as file:
                replace(self.folder, f"certificate{kind}.pem", file.read())
        extra = f"""
  extra:
    listen_path: /extra/
    upstream: "http://127.0.0.1:{self.upstream}/"
    issuers: [portal]
    public: [{{ path: "/*" }}]
"""
        replace(self.folder, "tollgate.yaml", f"""
issuers:
  portal:
    issuer: "{self.authority.issuer}"
    profile: keycloak
    audiences: [payments]
    refresh: {{ interval: 10s, cooldown: 1s }}
policies:
  access: {{ allow: [{{ api: payments }}, {{ api: faulty }}] }}
  nothing: {{ allow: [] }}
  limits: {{ rate: 1000000/1s, quota: 1000000000/1d, concurrency: 1000 }}
  narrow: {{ rate: 1000000/1s, quota: 1000000000/1d, concurrency: {CONCURRENCY} }}
products:
  payments: {{ scopes: [product_payments], policies: [access] }}
  other: {{ scopes: [product_other], policies: [nothing] }}
plans:
  free: {{ scopes: [free_plan], policies: [limits] }}
  narrow: {{ scopes: [narrow_plan], policies: [narrow] }}
gateway:
  listeners:
    - listen: 127.0.0.1:{self.port}
    - listen: 127.0.0.1:{self.tls_port}
      tls: {{ certificates: [{{ certificate: certificate.pem, key: certificate-key.pem }}] }}
  admin_listen: 127.0.0.1:{self.admin}
  state: {{ file: quotas, flush_interval: 1s }}
apis:
  payments: {{ listen_path: /payment-api/, upstream: "http://127.0.0.1:{self.upstream}/", issuers: [portal] }}
  faulty: {{ listen_path: /faulty/, upstream: "http://127.0.0.1:{self.faulty}/", issuers: [portal] }}
{extra if more else ""}""")

    # MARK: Requests

    def rotate(self):
        """A new key signs from now on; tokens of the one before it stay good."""
        if self.keys:
            self.authority.key = Key(f"key-{self.done['rotations']}")
        self.keys = [self.authority.key, *self.keys][:KEYS]
        replace(self.folder, "jwks.json", json.dumps({"keys": [key.jwk for key in self.keys]}))
        first = self.done["rotations"] * TOKENS_OF_A_KEY
        good = [self.authority.token(n) for n in range(first, first + TOKENS_OF_A_KEY)]
        self.tokens = [good, *self.tokens][:2]
        bad = [
            ("no token", ""), ("expired", self.authority.expired(first)), ("forged", self.authority.forged(first)),
            ("wrong issuer", self.authority.token(first, iss="http://localhost:1/realms/DCR")),
            ("wrong product", self.authority.token(first, scope="product_other free_plan"))]
        requests = []
        for number, token in enumerate(itertools.chain(*self.tokens)):
            requests.append(("good", 200, "/payment-api/get", token))
            if number % 9 == 8:
                label, token = bad[number // 9 % len(bad)]
                requests.append((label, MAIN[label][0], "/payment-api/get", token))
        self.requests = requests_file(f"{self.folder}/requests", requests)
        paths = [path for fault in FAULTS for path in ("ok", fault)]
        self.fault_requests = requests_file(f"{self.folder}/faults", [
            (path, FAULTS[path], f"/faulty/{path}", good[0]) for path in paths])

    def use_new_key(self):
        self.rotate()
        self.main.read_again()
        self.faults.read_again()
        self.vanishing.use(self.narrow_token(self.done["rotations"]))

    def narrow_token(self, number):
        """One of the client that vanishes, whose plan has few places."""
        changes = {"azp": "vanishing", "clientId": "vanishing", "scope": "product_payments narrow_plan"}
        return self.authority.token(number, **changes)

    def choose_rate(self):
        good = write(self.folder, "good", "\n".join(self.tokens[0]) + "\n")
        closed_loop(self.load_port, "/payment-api/get", 64, 1, "many", good, self.tls)
        capacity = closed_loop(self.load_port, "/payment-api/get", 64, 4, "many", good, self.tls)
        time.sleep(1)              # those that wrk left behind are counted as well
        self.admitted_before = requests_counted(self.admin)["payments", "admit"]
        rate = max(1, int(capacity["rate"] * self.share))
        say(f"{capacity['rate']:.0f} requests a second are possible, {rate} are sent for {self.seconds} s")
        return rate

    # MARK: Changes

    def keep_changing(self):
        start = time.monotonic()
        due = {"reload": self.reload, "rotation": ROTATION, "restart": RESTART + REST, "sample": 1}
        while (passed := time.monotonic() - start) < self.seconds:
            if not self.gateway.running:
                self.problems["the gateway ended by itself"] += 1
                self.main.end()
                self.faults.end()
                return
            if passed >= due["sample"]:
                due["sample"] += 1
                self.samples.append((passed, self.gateway.memory(), self.gateway.descriptors()))
            if passed >= due["reload"]:
                due["reload"] += self.reload
                self.done["reloads"] += 1
                self.configure()
                self.gateway.reload()
            if passed >= due["rotation"]:
                due["rotation"] += ROTATION
                self.done["rotations"] += 1
                self.use_new_key()
            if passed >= due["restart"]:
                due["restart"] += RESTART
                self.done["restarts"] += 1
                self.issuer_server.stop()
                threading.Timer(ISSUER_AWAY, self.start_issuer).start()
            time.sleep(0.1)
        time.sleep(ISSUER_AWAY + 1)

    # MARK: What has to be true

    def judge(self, main, faults, rate):
        say(f"{main['requests']} requests, {main['outcomes']}; p99 {main['p99'] / 1000:.1f} ms")
        say(f"to the failing upstream {faults['outcomes']}")
        for label, outcomes in main["outcomes"].items():
            for outcome, count in outcomes.items():
                if outcome != str(MAIN[label][0]):
                    self.problems[f"{label}: {outcome} in the place of {MAIN[label][0]}"] += count
        for label, outcomes in faults["outcomes"].items():
            for outcome, count in outcomes.items():
                if outcome != FAULTS[label]:
                    self.problems[f"upstream's {label}: {outcome} in the place of {FAULTS[label]}"] += count
        for sample in main["unexpected"] + faults["unexpected"]:
            say(f"unexpected: {sample}")
        if main["rate"] < 0.95 * rate:
            say(f"only {main['rate']:.0f} of {rate} requests a second were sent: is something else on the machine?")
        if main["rate"] < 0.5 * rate:
            self.problems["less than half of the requests were sent in time"] += 1
        if refused := key_waits_refused(self.admin):
            say(f"{refused} requests were refused because too many waited for keys")
        total = requests_counted(self.admin)
        for label, outcomes in main["outcomes"].items():
            code = MAIN[label][1]
            counted = total["payments", code] - (self.admitted_before if code == "admit" else 0)
            if counted != sum(outcomes.values()):
                self.problems[f"{counted} {code} were counted, {sum(outcomes.values())} were sent"] += 1

    def judge_slots(self):
        """As many requests at once as the plan of the vanished clients admits, and one more."""
        token = self.narrow_token(2)
        time.sleep(2)
        statuses = []

        def ask():
            statuses.append(get(self.port, "/faulty/slow/2", token)[0])

        threads = [threading.Thread(target=ask) for _ in range(CONCURRENCY)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        ask()
        for thread in threads:
            thread.join()
        if sorted(statuses) != [200] * CONCURRENCY + [429]:
            self.problems[f"of {CONCURRENCY} requests at once and one more: {sorted(statuses)}"] += 1

    def judge_reloads(self):
        """All have succeeded, and the last one counts."""
        succeeded, failed = reloads_counted(self.admin)
        if succeeded < self.done["reloads"] or failed:
            self.problems[f"{self.done['reloads']} reloads: {succeeded} succeeded and {failed} failed"] += 1
        succeeded, failed = certificate_reloads_counted(self.admin)
        say(f"{self.done['reloads']} reloads, and {succeeded} of certificates")
        if failed or (self.tls and succeeded < self.done["reloads"]):
            self.problems[f"{self.done['reloads']} changes of certificates: {succeeded} reloads and {failed} failed"] += 1
        status = get(self.port, "/extra/")[0]
        if status != (200 if self.done["reloads"] % 2 else 404):
            self.problems[f"the last reload does not count: /extra/ is answered with {status}"] += 1

    def judge_growth(self):
        """Memory and descriptors of the last fifth beside those of the second one, in which caches are warm."""
        for name, index, scale, more in (("MiB", 1, 1 << 20, MORE_BYTES), ("descriptors", 2, 1, MORE_FILES)):
            early, late = (
                statistics.median([s[index] for s in self.samples if low <= s[0] / self.seconds < low + 0.2] or [0])
                for low in (0.2, 0.8))
            figures = f"{early / scale:.0f}, then {late / scale:.0f}"
            say(f"{name}: {figures}")
            if late > early + more:
                self.problems[f"{name} grew: {figures}"] += 1
