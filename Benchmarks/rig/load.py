"""Load: closed loops, in which connections wait for answers, and open loops, in which requests come when they come."""

import json
import os
import re
import signal
import subprocess
import tempfile

from rig.machine import LOAD_CORE, Failure, need, pinned

HERE = os.path.dirname(os.path.abspath(__file__))


def closed_loop(port, path, connections, seconds, kind="open", tokens=None, tls=False):
    """wrk for some seconds; see closed.lua for `kind`. Latencies in microseconds."""
    command = [
        need("wrk", "wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", f"{HERE}/closed.lua",
        f"{'https' if tls else 'http'}://127.0.0.1:{port}{path}", "--", kind, *([tokens] if tokens else [])]
    answer = subprocess.run(
        pinned(LOAD_CORE, command), capture_output=True, text=True, timeout=seconds + 60, check=False)
    try:
        result = json.loads(answer.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise Failure(f"wrk printed no result:\n{answer.stdout}{answer.stderr}") from None
    result["rate"] = result["requests"] / max(result["microseconds"], 1) * 1e6
    return result


def multiplexed(port, path, connections, seconds, streams=1, tls=False, token=None):
    """h2load for some seconds, with so many requests at once on a connection: over HTTP/2 without TLS, begun with prior
    knowledge, or over HTTP/1.1 with it. As `closed_loop`."""
    with tempfile.TemporaryDirectory(prefix="tollgate-h2load-") as folder:
        log = os.path.join(folder, "log")
        command = [
            need("h2load", "nghttp2-client"), "-t1", f"-c{connections}", f"-m{streams}", f"-D{seconds}",
            f"--log-file={log}", *(["--h1"] if tls else []), *(["-H", f"authorization: Bearer {token}"] if token else []),
            f"{'https' if tls else 'http'}://127.0.0.1:{port}{path}"]
        answer = subprocess.run(
            pinned(LOAD_CORE, command), capture_output=True, text=True, timeout=seconds + 60, check=False)
        done = re.search(r"(\d+) done, (\d+) succeeded", answer.stdout)
        if answer.returncode != 0 or not done:
            raise Failure(f"h2load printed no result:\n{answer.stdout}{answer.stderr}")
        with open(log) as file:
            rows = [line.split("\t") for line in file]
    requests, succeeded = map(int, done.groups())
    refused = sum(row[1] != "200" and row[1] != "-1" for row in rows)
    took = sorted(int(row[2]) for row in rows if row[1] == "200") or [0]
    result = {f"p{name}": took[int((len(took) - 1) * share)] for name, share in (("50", .5), ("99", .99), ("999", .999))}
    # What it had begun when its time was over counts as failed, and is neither refused nor broken.
    return result | {
        "requests": requests, "microseconds": int(seconds * 1e6), "refused": refused,
        "broken": max(0, requests - succeeded - refused), "rate": requests / seconds}


def requests_file(path, requests):
    """Writes what `OpenLoop` sends: (label, expected status, path, token), tokens may be empty."""
    with open(path + ".new", "w") as file:
        for label, status, target, token in requests:
            file.write(f"{label}\t{status}\t{target}\t{token}\n")
    os.replace(path + ".new", path)
    return path


class OpenLoop:
    """`paced` while it runs; paced.c says what it does, and what its options are."""

    program = None

    def __init__(self, port, requests, **options):
        command = [self.built(os.path.dirname(requests)), str(port), requests]
        for name, value in options.items():
            command += ["--" + name, str(value)]
        self.process = subprocess.Popen(pinned(LOAD_CORE, command), stdout=subprocess.PIPE, text=True)

    @classmethod
    def built(cls, folder):
        if cls.program is None or not os.path.exists(cls.program):
            program = os.path.join(folder, "paced")
            sources = [f"{HERE}/{name}.c" for name in ("paced", "answer", "requests")]
            subprocess.run([need("cc", "gcc"), "-std=gnu17", "-O2", "-o", program, *sources, "-lssl", "-lcrypto", "-lm"], check=True)
            cls.program = program
        return cls.program

    def read_again(self):
        self.process.send_signal(signal.SIGHUP)

    def end(self):
        self.process.send_signal(signal.SIGTERM)

    def result(self):
        """Waits for the end."""
        output, _ = self.process.communicate()
        if self.process.returncode != 0:
            raise Failure(f"paced ended with {self.process.returncode}")
        return json.loads(output)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def open_loop(port, requests, **options):
    """The result of `paced` after its time."""
    with OpenLoop(port, requests, **options) as loop:
        return loop.result()
