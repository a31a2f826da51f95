"""As much HTTP/1.1 as a judge needs: one request for each connection, every way in which an answer can be missing told apart.

A library would mend, retry or refuse what a judge must see as it is.
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

HOST = "127.0.0.1"
MOST = 1_000_000
"""Bytes of a head or a body that are read. No answer of a contract comes near."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request. Names of headers are in lower case; `target` is the path with its query."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. `code` 0 says that none came, and `why` what came instead: refused, reset, timeout, garbage, too_big."""

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    why: str = ""

    def json(self) -> Any:
        """The body as JSON; None where it is not, or holds what a history cannot: numbers beyond 64 bits, half characters."""
        try:
            found = json.loads(self.body)
            msgspec.json.encode(found)
        except (ValueError, RecursionError, OverflowError):
            return None
        return found


class Malformed(ValueError):
    """The other side does not speak HTTP, or says more than `MOST`. `why` is the word for it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


async def ask(port: int, request: Request, seconds: float) -> Answer:
    """Send a request to this port of the loopback interface; wait so many seconds for the whole answer."""
    writer = None
    try:
        async with asyncio.timeout(seconds):
            try:
                reader, writer = await asyncio.open_connection(HOST, port, limit=MOST)
            except OSError:
                return Answer(0, why="refused")
            try:
                writer.write(_request(request, port))
                await writer.drain()
                return await _read_answer(reader)
            except (OSError, asyncio.IncompleteReadError):
                return Answer(0, why="reset")
            except Malformed as error:
                return Answer(0, why=error.why)
    except TimeoutError:
        return Answer(0, why="timeout")
    finally:
        if writer is not None:
            await close(writer)


async def close(writer: asyncio.StreamWriter) -> None:
    """Close a connection, whatever state it is in."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def read_request(reader: asyncio.StreamReader) -> Request:
    """The next request on this connection. Raises `Malformed`, `OSError` or `asyncio.IncompleteReadError`."""
    first, headers = await _head(reader)
    parts = first.split(" ")
    if len(parts) != 3:
        raise Malformed("garbage")
    return Request(parts[0], parts[1], headers, await _body(reader, headers, to_end=False))


def answer_bytes(code: int, body: bytes, *, kind: str = "application/json", keep: bool = True) -> bytes:
    """An answer as it goes over the wire."""
    connection = "keep-alive" if keep else "close"
    head = f"HTTP/1.1 {code} Lab\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: {connection}\r\n\r\n"
    return head.encode() + body


def _request(request: Request, port: int) -> bytes:
    headers = {"host": f"{HOST}:{port}", "connection": "close", "content-length": str(len(request.body))} | dict(request.headers)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{request.method} {request.target} HTTP/1.1\r\n{lines}\r\n".encode() + request.body


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    first, headers = await _head(reader)
    parts = first.split(" ", 2)
    if len(parts) < 2 or not parts[0].startswith("HTTP/1.") or not (parts[1].isdigit() and len(parts[1]) == 3):
        raise Malformed("garbage")
    if parts[1] == "204":
        return Answer(204, headers)
    return Answer(int(parts[1]), headers, await _body(reader, headers, to_end=True))


async def _head(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise Malformed("too_big") from None
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise Malformed("garbage") from None
        raise
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return first, headers


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str], *, to_end: bool) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return await _chunks(reader)
    length = headers.get("content-length")
    if length is not None:
        if not length.isdigit():
            raise Malformed("garbage")
        if int(length) > MOST:
            raise Malformed("too_big")
        return await reader.readexactly(int(length))
    if not to_end:
        return b""
    body = b""
    while part := await reader.read(65536):
        body += part
        if len(body) > MOST:
            raise Malformed("too_big")
    return body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while True:
        size = (await reader.readuntil(b"\r\n")).partition(b";")[0].strip()
        try:
            count = int(size, 16)
        except ValueError:
            raise Malformed("garbage") from None
        if len(body) + count > MOST:
            raise Malformed("too_big")
        body += await reader.readexactly(count)
        await reader.readuntil(b"\r\n")
        if count == 0:
            return body
