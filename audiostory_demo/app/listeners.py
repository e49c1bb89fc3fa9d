"""Who still waits for an answer: a call whose connection is gone is not worth rendering."""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from .headers import Message

GRACE_SECONDS = 30.0  # in which a caller may fetch the result, or come back for it


class Listeners:
    """Connections that are open for results, by the name of their session."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._left: dict[str, float] = {}
        self._lock = threading.Lock()

    def come(self, name: str) -> None:
        """A connection was opened."""
        with self._lock:
            self._open[name] = self._open.get(name, 0) + 1

    def go(self, name: str) -> None:
        """It was closed."""
        with self._lock:
            self._open[name] -= 1
            if not self._open[name]:
                del self._open[name]
                now = time.monotonic()
                self._left = {other: at for other, at in self._left.items() if now - at < GRACE_SECONDS} | {name: now}

    def waits(self, name: str | None, since: float) -> bool:
        """Whether somebody waits for what a session asked for at ``since``, or may still do so."""
        with self._lock:
            last = max(since, self._left.get(name or "", since))
            return (name or "") in self._open or time.monotonic() - last < GRACE_SECONDS


class Listening:
    """ASGI middleware that notes them.

    Args:
        app: that answers.
        listeners: where they are noted.
        session_of: session of an event by its id, for callers that fetch one result by its address.
    """

    def __init__(
        self, app: Callable[..., Awaitable[None]], listeners: Listeners, session_of: Callable[[str], str]
    ) -> None:
        self.app, self.listeners, self.session_of = app, listeners, session_of

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Hand a request on; as long as it is answered its session has a listener."""
        name = self._session(scope)
        if not name:
            return await self.app(scope, receive, send)
        self.listeners.come(name)
        try:
            await self.app(scope, receive, send)
        finally:
            self.listeners.go(name)

    def _session(self, scope: Message) -> str:
        if scope["type"] != "http" or scope["method"] != "GET":
            return ""
        *_, folder, name, event = ("", "", "", *str(scope["path"]).rstrip("/").split("/"))
        if (name, event) == ("queue", "data"):
            return parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
        return self.session_of(event) if folder in ("call", "v2") else ""
