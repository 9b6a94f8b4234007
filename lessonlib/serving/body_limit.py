"""A limit on the size of a request, enforced before anything parses it."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PATIENCE = 2.0  # seconds


class BodyLimit:
    """An ASGI application in front of another one: answers 413 to bodies above `most` bytes.

    Nothing of a longer body is kept, and its Content-Length is not trusted. The rest is discarded for up to two
    seconds: otherwise a client that is still sending would see a broken connection instead of the answer.
    """

    def __init__(self, app: ASGIApp, most: int, message: str) -> None:
        self._app = app
        self._most = most
        self._message = message

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, more = bytearray(), True
        while more and len(body) <= self._most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > self._most:
            await _throw_away(receive, more)
            detail = f"The body has more than {self._most:,} bytes. {self._message}"
            await JSONResponse({"detail": detail}, 413, {"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, _replay(bytes(body), receive), send)


async def _throw_away(receive: Receive, more: bool) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            while more:
                more = (await receive()).get("more_body", False)
    except TimeoutError:
        pass


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that first returns the whole body."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again
