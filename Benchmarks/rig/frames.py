"""Frames of HTTP/2 as bytes (RFC 9113 §4.1), and headers without a table (RFC 7541 §6.2.2)."""

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack("!I", len(payload))[1:] + bytes((kind, flags)) + struct.pack("!I", stream) + payload


def settings(*values):
    return frame(SETTINGS, payload=b"".join(struct.pack("!HI", *value) for value in values))


def reset(stream, code=8):
    return frame(RST_STREAM, stream=stream, payload=struct.pack("!I", code))


def window(stream, count):
    return frame(WINDOW_UPDATE, stream=stream, payload=struct.pack("!I", count))


def integer(value, bits, first=0):
    """A number with a prefix of some bits (RFC 7541 §5.1)."""
    most = (1 << bits) - 1
    if value < most:
        return bytes((first | value,))
    encoded, value = [first | most], value - most
    while value >= 128:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes((*encoded, value))


def literal(name, value, first=0):
    return bytes((first,)) + b"".join(integer(len(text), 7) + text.encode() for text in (name, value))


def block(*fields):
    return b"".join(literal(*field) for field in fields)


def request(path, method="GET", *fields):
    return block((":method", method), (":scheme", "http"), (":authority", "gateway.example"), (":path", path), *fields)


class FrameReader:
    """Makes frames of bytes as they come: (kind, flags, stream, payload)."""

    def __init__(self):
        self.bytes = b""

    def feed(self, data):
        self.bytes += data
        while len(self.bytes) >= 9:
            length = int.from_bytes(self.bytes[:3], "big")
            if len(self.bytes) < 9 + length:
                return
            head, payload, self.bytes = self.bytes[:9], self.bytes[9:9 + length], self.bytes[9 + length:]
            yield head[3], head[4], int.from_bytes(head[5:9], "big") & 0x7FFFFFFF, payload
