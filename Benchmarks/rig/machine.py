"""The machine: programs, cores, ports, folders."""

import contextlib
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

# A gateway has a core of its own; load and upstreams share the other one.
GATEWAY_CORE, LOAD_CORE = 0, 1
ANY_CORE = f"{GATEWAY_CORE},{LOAD_CORE}"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Failure(Exception):
    """What keeps a program from going on, in words for the one who started it."""


def run(name, main):
    """Runs a program: its failures are told in a line, and a signal ends what it has started."""
    def interrupt(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"{name}: {failure}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def need(program, package):
    """The path of a program that has to be installed."""
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        raise Failure(f"{program} is missing: apt-get install {package}")
    return path


def need_two_cores():
    cores = os.sched_getaffinity(0)
    if not {GATEWAY_CORE, LOAD_CORE} <= cores:
        raise Failure(f"cores {GATEWAY_CORE} and {LOAD_CORE} are needed, and this process may use {sorted(cores)}")


def tollgate(path=None):
    """The path of the command: `path`, or that of the last release build, or of the last debug build."""
    candidates = [path] if path else [f"{ROOT}/.build/{kind}/tollgate" for kind in ("release", "debug")]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return os.path.abspath(candidate)
    raise Failure(f"{candidates[0]} is missing: swift build -c release --product tollgate")


def pinned(core, command):
    return ["taskset", "-c", str(core), *command]


def free_ports(count):
    """Ports on which nothing listens now."""
    with contextlib.ExitStack() as sockets:
        found = []
        for _ in range(count):
            listener = sockets.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            found.append(listener.getsockname()[1])
    return found


@contextlib.contextmanager
def workspace(name):
    """A temporary folder, gone at the end."""
    folder = tempfile.mkdtemp(prefix=f"tollgate-{name}-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def replace(folder, name, text):
    """Writes a file in such a way that readers see the old one or the new one."""
    os.replace(write(folder, name + ".new", text), os.path.join(folder, name))


def description():
    """One line about the machine, for the head of a table."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    return f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}"


def version(command):
    """The first line that a program prints about itself."""
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (answer.stdout + answer.stderr).strip().splitlines()
    return lines[0].strip() if lines else "unknown"
