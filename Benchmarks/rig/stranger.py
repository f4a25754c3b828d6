"""A client without a token who holds as many connections as he likes, in one of several ways."""

import contextlib
import os
import resource
import select
import socket
import threading
import time

TICK, AGAIN = 0.2, 1.0         # seconds from one byte to the next, and until a connection that was closed is made again
PARTS = 20                     # of a tick: connections are not in step, and neither are their bytes
FLOOD = 10                     # times that a flood goes on at each tick
# Bytes. Who does not read is to fill the gateway's buffers and not the system's, which grow with the segments.
BUFFER, SEGMENT = 4096, 536
POST = b"POST /open/hold HTTP/1.1\r\nHost: gateway.example\r\n"


class Way:
    """How connections are held: what they begin with, and what they send at each tick.

    floods   whether the beginning is sent again and again, until nothing goes any more
    """

    def __init__(self, description, beginning=b"", drip=b"", floods=False):
        self.description, self.beginning, self.drip, self.floods = description, beginning, drip, floods


WAYS = {
    "silent": Way("connections without a request"),
    "headers": Way(
        "headers, a byte at a time", b"GET /open/get HTTP/1.1\r\nHost: gateway.example\r\nX-Slow: ", b"a"),
    "uploads": Way("uploads that stop after a byte", POST + b"Content-Length: 1000\r\n\r\nx"),
    "bodies": Way(
        "bodies, a byte at a time", POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "refused": Way(
        "refused requests one after the other, whose answers are not read",
        b"GET /payment-api/get HTTP/1.1\r\nHost: gateway.example\r\n\r\n" * 20, floods=True),
    "downloads": Way(
        "answers of 8 MiB, which are not read", b"GET /open/large HTTP/1.1\r\nHost: gateway.example\r\n\r\n")}


class Stranger:
    """Holds connections while the context is entered.

    `closed` of them were closed by the gateway, and made again by him.
    """

    def __init__(self, way, port, count, address="127.0.0.2"):
        self.way, self.port, self.count, self.address = way, port, count, address
        self.connections, self.rests, self.closed = {}, {}, 0
        self.poll, self.ending = select.poll(), threading.Event()
        self.last_sent = 0.0
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < 2 * count + 200:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * count + 200), hard))

    def __enter__(self):
        for _ in range(self.count):
            self.open()
        self.thread = threading.Thread(target=self.hold, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()
        for connection in self.connections.values():
            connection.close()

    def settle(self, seconds, at_most=15):
        """Waits, and where he floods, until nothing of him is read any more, for so long at most."""
        begun = time.monotonic()
        while time.monotonic() < max(begun, self.last_sent) + seconds and time.monotonic() < begun + at_most:
            time.sleep(0.1)

    @property
    def held(self):
        return len(self.connections)

    def open(self):
        connection = socket.socket()
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
            connection.bind((self.address, 0))
            connection.settimeout(1)
            connection.connect(("127.0.0.1", self.port))
            connection.setblocking(False)
        except OSError:
            connection.close()
            return
        self.connections[connection.fileno()] = connection
        self.poll.register(connection, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
        self.send(connection, self.way.beginning)

    def hold(self):
        # He shares a core with the load of everybody else, which is not to wait for him there: it takes the core at once.
        os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))
        again, part = time.monotonic() + AGAIN, 0
        while not self.ending.wait(TICK / PARTS):
            part = (part + 1) % PARTS
            for number, _ in self.poll.poll(0):
                self.poll.unregister(number)
                connection = self.connections.pop(number)
                self.rests.pop(connection, None)
                connection.close()
                self.closed += 1
            drip = self.way.beginning if self.way.floods else self.way.drip
            for connection in list(self.connections.values())[part::PARTS] if drip else []:
                self.send(connection, drip)
            if time.monotonic() >= again:
                again += AGAIN
                for _ in range(self.count - self.held):
                    self.open()

    def send(self, connection, data):
        with contextlib.suppress(OSError):   # full, or closed, which the next look shows
            for _ in range(FLOOD if self.way.floods else 1):
                # What did not go last time goes first, so that the requests stay whole.
                rest = self.rests.pop(connection, b"") or data
                self.rests[connection] = rest
                self.rests[connection] = rest[connection.send(rest):]
                if self.way.floods:
                    self.last_sent = time.monotonic()
