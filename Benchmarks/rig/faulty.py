"""An upstream that does what the path says.

    faulty.py PORT

    /ok             200, and the connection stays
    /leave          200, and the connection is closed without a word: the next request on it meets that
    /fail           500
    /close          closed without an answer
    /reset          reset without an answer
    /garbage        something that is not HTTP
    /cut            the head and half of the body, then closed
    /slow/SECONDS   200 after some seconds
"""

import socket
import socketserver
import struct
import sys
import time

BODY = b"x" * 1000


def answer(status, body=BODY):
    return b"HTTP/1.1 %d Some\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            while self.request_is_answered():
                pass
        except OSError:
            pass

    def request_is_answered(self):
        """Whether the connection stays."""
        line = self.rfile.readline(65537)
        if not line:
            return False
        length = 0
        while (field := self.rfile.readline(65537)) not in (b"\r\n", b""):
            name, _, value = field.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if length and len(self.rfile.read(length)) < length:
            return False
        kind = line.split(b" ")[1].decode().strip("/").split("/")
        return getattr(self, "answer_" + kind[0], self.answer_ok)(*kind[1:])

    def answer_ok(self, *_):
        self.wfile.write(answer(200))
        return True

    def answer_leave(self):
        self.wfile.write(answer(200))

    def answer_fail(self):
        self.wfile.write(answer(500))
        return True

    def answer_close(self):
        pass

    def answer_reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def answer_garbage(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    def answer_cut(self):
        self.wfile.write(answer(200)[:-len(BODY) // 2])

    def answer_slow(self, seconds):
        time.sleep(float(seconds))
        self.wfile.write(answer(200))
        return True


class Upstream(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024


Upstream(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
