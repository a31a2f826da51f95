"""Server-sent events whose data are pieces of the page."""

from collections.abc import AsyncIterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse


def seen(request: HttpRequest) -> int:
    """The number of the first event that the page has not seen: after a lost connection browsers say which was the last."""
    last = request.headers.get("Last-Event-ID", "")
    return int(last) + 1 if last.isdecimal() else 0


def message(event: str, data: str, number: int | None = None) -> str:
    """One event; with a number, a page that lost its connection goes on after it."""
    lines = "".join(f"data: {line}\n" for line in data.replace("\r", "").split("\n"))
    counted = f"id: {number}\n" if number is not None else ""
    return f"event: {event}\n{counted}{lines}\n"


def streaming(messages: AsyncIterator[str]) -> StreamingHttpResponse:
    """The events as a response that nobody stores."""
    headers: dict[str, Any] = {"Cache-Control": "no-store"}
    return StreamingHttpResponse(messages, content_type="text/event-stream", headers=headers)
