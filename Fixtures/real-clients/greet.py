"""A gRPC client: calls through a gateway, and prints what came of each as a line.

    greet.py TARGET TOKEN FEW POOR [AUTHORITY]

TOKEN may call demo.Greeter; FEW may do so once; POOR may not. AUTHORITY is the PEM file of a certificate authority: with
it the connection is over TLS.
"""

import queue
import sys

import grpc

TARGET, TOKEN, FEW, POOR = sys.argv[1:5]
SECONDS = 20


def channel():
    if len(sys.argv) > 5:
        with open(sys.argv[5], "rb") as file:
            return grpc.secure_channel(TARGET, grpc.ssl_channel_credentials(file.read()))
    return grpc.insecure_channel(TARGET)


def tell(name, call):
    try:
        print(f"{name}: {call()}", flush=True)
    except grpc.RpcError as error:
        print(f"{name}: status {error.code().value[0]}, {error.details()}", flush=True)


with channel() as connection:
    def unary(method, message=b"", token=TOKEN, seconds=SECONDS, service="demo.Greeter"):
        metadata = [("authorization", f"Bearer {token}")] if token else []
        call = connection.unary_unary(f"/{service}/{method}")
        return call.with_call(message, timeout=seconds, metadata=metadata, wait_for_ready=True)

    def bearer():
        return {"metadata": [("authorization", f"Bearer {TOKEN}")], "timeout": SECONDS, "wait_for_ready": True}

    def said():
        answer, call = unary("Say", b"world")
        return f"{answer.decode()}, caller {dict(call.trailing_metadata()).get('caller')}"

    def echoed():
        """Message by message: the next one is sent when the last one has come back."""
        received, turns = [], queue.Queue()
        turns.put(0)

        def messages():
            for _ in range(5):
                yield str(turns.get(timeout=SECONDS)).encode()

        for message in connection.stream_stream("/demo.Greeter/Echo")(messages(), **bearer()):
            received.append(message.decode())
            turns.put(len(received))
        return ",".join(received)

    tell("unary", said)
    tell("server stream", lambda: len(list(connection.unary_stream("/demo.Greeter/Count")(b"1000", **bearer()))))
    gather = connection.stream_unary("/demo.Greeter/Gather")
    tell("client stream", lambda: gather(iter([b"a", b"b", b"c"]), **bearer()).decode())
    tell("both", echoed)
    tell("large", lambda: len(unary("Say", b"x" * 1000000)[0]))
    tell("deadline passed on", lambda: 0 < float(unary("Left", seconds=5)[0]) < 6)
    tell("deadline over", lambda: unary("Slow", seconds=0.5))
    tell("status of the server", lambda: unary("Fail"))
    tell("no token", lambda: unary("Say", token=None))
    tell("no right", lambda: unary("Say", token=POOR))
    tell("once", lambda: unary("Say", b"few", token=FEW)[0].decode())
    tell("twice", lambda: unary("Say", b"few", token=FEW)[0].decode())
    tell("server away", lambda: unary("Say", service="demo.Gone"))
