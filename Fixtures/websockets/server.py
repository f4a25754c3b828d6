"""Answers each WebSocket with the header of its handshake, and then with what it is sent: server.py PORT"""

import asyncio
import json
import sys

from websockets.asyncio.server import serve


async def echo(connection):
    await connection.send(json.dumps(list(connection.request.headers.raw_items())))
    async for message in connection:
        await connection.send(message)


def choose(_, offered):
    return "chat" if "chat" in offered else None


async def main():
    async with serve(echo, "127.0.0.1", int(sys.argv[1]), select_subprotocol=choose) as server:
        await server.serve_forever()


asyncio.run(main())
