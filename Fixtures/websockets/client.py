"""Talks WebSocket through a gateway, and ends with 1 where something is not as it should be.

client.py URL TOKEN TOKEN_THAT_EXPIRES_SOON
"""

import asyncio
import json
import os
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

url, token, short = sys.argv[1:4]


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


async def status(**options):
    try:
        async with connect(url, open_timeout=20, **options):
            return 101
    except InvalidStatus as refusal:
        return refusal.response.status_code


async def upstream_is_there():
    for _ in range(200):
        if await status(additional_headers=bearer(token)) == 101:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("no upstream")


async def main():
    await upstream_is_there()
    async with connect(url, additional_headers=bearer(token), max_size=None) as client:
        names = [name.lower() for name, _ in json.loads(await client.recv())]
        assert "authorization" not in names and "x-tollgate-client" in names, names
        for message in ["hello", "", os.urandom(70_000), "x" * 1_000_000]:
            await client.send(message)
            assert await client.recv() == message
        await (await client.ping())
    async with connect(url, subprotocols=["chat", f"bearer.{token}"]) as client:
        assert client.subprotocol == "chat", client.subprotocol
        assert token not in await client.recv()
    assert await status() == 401
    assert await status(subprotocols=[f"bearer.{token}"], additional_headers=bearer(token)) == 400
    assert await status(additional_headers=bearer(token), origin="https://evil.example") == 403
    async with connect(url, additional_headers=bearer(short)) as client:
        await client.recv()
        try:
            await client.recv()
            raise AssertionError("not closed")
        except ConnectionClosed as end:
            assert end.rcvd.code == 1008 and end.rcvd.reason == "the token has expired", end


asyncio.run(asyncio.wait_for(main(), 60))
