"""What every answer of the server tells the browser: take nothing from elsewhere, and no file for what it is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]

# Gradio's page has scripts in itself and makes functions from text; pictures and sound may be data or blobs
POLICY = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self'; form-action 'self'"
HEADERS = [(b"x-content-type-options", b"nosniff"), (b"content-security-policy", POLICY.encode())]


class Headers:
    """ASGI middleware.

    Args:
        app: that answers.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Hand a request on, and add to its answer."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [(name, value) for name, value in message["headers"] if name.lower() not in dict(HEADERS)]
                message["headers"] = [*given, *HEADERS]
            await send(message)

        await self.app(scope, receive, answer if scope["type"] == "http" else send)
