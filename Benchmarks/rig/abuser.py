"""A client without a token that abuses HTTP/2, in one of the ways that are known."""

import contextlib
import select
import socket
import struct
import time

from rig import frames
from rig.frames import CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, PRIORITY, RST_STREAM

ADDRESS = "127.0.0.2"
CODES = {0: "NO_ERROR", 1: "PROTOCOL_ERROR", 3: "FLOW_CONTROL_ERROR", 9: "COMPRESSION_ERROR", 11: "ENHANCE_YOUR_CALM"}
OPEN, LARGE = "/open/get", "/open/large"


def head(stream, path=OPEN, flags=END_HEADERS | END_STREAM, method="GET"):
    return frames.frame(HEADERS, flags, stream, frames.request(path, method))


def streams(count, after):
    """HEADERS of so many streams, each with what comes after them."""
    return [head(stream) + after(stream) for stream in range(1, 2 * count, 2)]


def bomb():
    """A field of 3 900 bytes goes into the table, and is told ten thousand times in one byte each."""
    payload = frames.request(OPEN) + frames.literal("x", "a" * 3900, 0x40) + b"\xbe" * 10000
    return frames.frame(HEADERS, END_HEADERS | END_STREAM, 1, payload)


def continuations(count, payload):
    beginning = frames.frame(HEADERS, END_STREAM, 1, frames.request(OPEN))
    return [beginning, *(frames.frame(CONTINUATION, 0, 1, payload) for _ in range(count))]


class Way:
    """What is sent, in order, as fast as it goes; and after how many streams that were reset it is bounded.

    settings   those of the client
    """

    def __init__(self, description, pieces, settings=(), resets=None):
        self.description, self.resets = description, resets
        self.bytes = frames.PREFACE + frames.settings(*settings) + b"".join(pieces)
        self.count = len(pieces)


FLOOD = 20000
WAYS = {
    "reset": Way("requests that are reset at once (rapid reset)", streams(FLOOD, frames.reset)),
    "made": Way(
        "streams that the client has the gateway reset (MadeYouReset)",
        streams(FLOOD, lambda stream: frames.window(stream, 0x7FFFFFFF))),
    "continuation": Way(
        "CONTINUATION without end, a field each", continuations(FLOOD, frames.block(("x-more", "y" * 100)))),
    "empty-continuation": Way("empty CONTINUATION without end", continuations(FLOOD, b"")),
    "bomb": Way("a header that unfolds to 39 MB (HPACK bomb)", [bomb()]),
    "settings": Way("SETTINGS without end", [frames.settings((3, 100))] * FLOOD),
    "ping": Way("PING without end", [frames.frame(PING, payload=bytes(8))] * FLOOD),
    "priority": Way(
        "PRIORITY without end", [frames.frame(PRIORITY, stream=1, payload=struct.pack("!IB", 3, 16))] * FLOOD),
    "empty-data": Way(
        "empty DATA without end",
        [head(1, flags=END_HEADERS, method="POST"), *([frames.frame(DATA, 0, 1)] * FLOOD)]),
    "window": Way(
        "100 answers of 8 MiB behind a window of 0 for ever", [head(stream, LARGE) for stream in range(1, 201, 2)],
        settings=[(4, 0)], resets=100)}


class Abuse:
    """One connection, until it is ended or bounded: `took` seconds, by `end`."""

    def __init__(self, way, port):
        self.way, self.rest, self.reader = way, memoryview(way.bytes), frames.FrameReader()
        self.end, self.took, self.resets = None, None, 0
        self.socket = socket.socket()
        self.socket.bind((ADDRESS, 0))
        self.socket.settimeout(5)
        self.began = time.monotonic()
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)

    def finish(self, end):
        self.end, self.took = end, time.monotonic() - self.began
        self.socket.close()

    def write(self):
        with contextlib.suppress(BlockingIOError):
            try:
                self.rest = self.rest[self.socket.send(self.rest):]
            except OSError as error:
                if isinstance(error, BlockingIOError):
                    raise
                self.rest = self.rest[:0]   # what the gateway has said can still be read

    def read(self):
        try:
            data = self.socket.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError:
            return self.finish("reset")
        if not data:
            return self.finish("closed")
        for kind, _, _, payload in self.reader.feed(data):
            if kind == GOAWAY:
                code = int.from_bytes(payload[4:8], "big")
                return self.finish(CODES.get(code, str(code)))
            if kind == RST_STREAM:
                self.resets += 1
                if self.resets == self.way.resets:
                    return self.finish(f"{self.resets} × RST_STREAM")


def abuse(way, port, count, seconds):
    """So many connections at once; the ones that are neither ended nor bounded in that time have no `end`."""
    running = [Abuse(way, port) for _ in range(count)]
    all_of_them, deadline = list(running), time.monotonic() + seconds
    while running and time.monotonic() < deadline:
        writing = [each.socket for each in running if each.rest]
        readable, writable, _ = select.select([each.socket for each in running], writing, [], 0.1)
        for each in running:
            if each.socket in readable:
                each.read()
            if each.end is None and each.socket in writable:
                each.write()
        running = [each for each in running if each.end is None]
    for each in running:
        each.socket.close()
    return all_of_them
