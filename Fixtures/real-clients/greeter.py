"""A gRPC server, whose messages are plain bytes: no generated code.

    greeter.py PORT        serves demo.Greeter until it is ended
"""

import sys
import time
from concurrent import futures

import grpc


def say(request, context):
    """The greeting, with what the gateway tells of the caller in a trailer."""
    caller = dict(context.invocation_metadata()).get("x-tollgate-client", "")
    context.set_trailing_metadata((("caller", caller),))
    return b"hello " + request


def left(request, context):
    """How many seconds the caller has left."""
    return str(context.time_remaining()).encode()


def slow(request, context):
    """Nothing, until the caller has given up."""
    while context.is_active():
        time.sleep(0.05)
    return b""


def count(request, context):
    """A stream of so many messages."""
    for number in range(int(request)):
        yield str(number).encode()


def gather(requests, context):
    """What a stream has brought, in one message."""
    return b",".join(requests)


def echo(requests, context):
    """Each message of a stream at once."""
    for request in requests:
        yield request


def fail(request, context):
    """A status of the server's own."""
    context.abort(grpc.StatusCode.NOT_FOUND, "no such greeting")


METHODS = {
    "Say": grpc.unary_unary_rpc_method_handler(say), "Left": grpc.unary_unary_rpc_method_handler(left),
    "Slow": grpc.unary_unary_rpc_method_handler(slow), "Fail": grpc.unary_unary_rpc_method_handler(fail),
    "Count": grpc.unary_stream_rpc_method_handler(count), "Gather": grpc.stream_unary_rpc_method_handler(gather),
    "Echo": grpc.stream_stream_rpc_method_handler(echo)}

server = grpc.server(futures.ThreadPoolExecutor(8))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("demo.Greeter", METHODS),))
server.add_insecure_port(f"127.0.0.1:{sys.argv[1]}")
server.start()
server.wait_for_termination()
