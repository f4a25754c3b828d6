"""Clients that go away in the middle of something, each with a good token and a place of its plan's concurrency."""

import random
import socket
import struct
import threading

RESET = struct.pack("ii", 1, 0)


class VanishingClients(threading.Thread):
    """One after the other, until `end`; `count` of them have gone.

    slow     a path below which the upstream waits, such as `/faulty/slow`
    """

    def __init__(self, port, token, slow, pause=0.02):
        super().__init__(daemon=True)
        self.port, self.slow, self.pause, self.count = port, slow, pause, 0
        self.random = random.Random(14)
        self.use(token)
        self.ending = threading.Event()

    def use(self, token):
        """From now on."""
        head = f"Host: gateway.example\r\nAuthorization: Bearer {token}\r\n"
        get = f"GET {self.slow}/1 HTTP/1.1\r\n{head}\r\n".encode()
        post = f"POST {self.slow}/1 HTTP/1.1\r\n{head}Content-Length: 100000\r\n\r\n".encode()
        # In the middle of a head, while it waits for an answer, in the middle of a body, and with another one behind.
        self.beginnings = [get[:-40], get, post + b"x" * 5000, get + get]

    def run(self):
        while not self.ending.wait(self.pause):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                    connection.sendall(self.random.choice(self.beginnings))
                    if self.random.random() < 0.5:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    self.ending.wait(self.random.random() * 0.1)
            except OSError:
                pass
            self.count += 1

    def end(self):
        self.ending.set()
        self.join()
