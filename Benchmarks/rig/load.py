"""Load: closed loops, in which connections wait for answers, and open loops, in which requests come when they come."""

import json
import os
import signal
import subprocess

from rig.machine import LOAD_CORE, Failure, need, pinned

HERE = os.path.dirname(os.path.abspath(__file__))


def closed_loop(port, path, connections, seconds, kind="open", tokens=None):
    """wrk for some seconds; see closed.lua for `kind`. Latencies in microseconds."""
    command = [
        need("wrk", "wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", f"{HERE}/closed.lua",
        f"http://127.0.0.1:{port}{path}", "--", kind, *([tokens] if tokens else [])]
    answer = subprocess.run(
        pinned(LOAD_CORE, command), capture_output=True, text=True, timeout=seconds + 60, check=False)
    try:
        result = json.loads(answer.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise Failure(f"wrk printed no result:\n{answer.stdout}{answer.stderr}") from None
    result["rate"] = result["requests"] / max(result["microseconds"], 1) * 1e6
    return result


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
            subprocess.run([need("cc", "gcc"), "-std=gnu17", "-O2", "-o", program, *sources, "-lm"], check=True)
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
