"""The same with asyncio: the state is a table of transitions, and one loop needs no lock."""

import asyncio
import os
import signal
from dataclasses import dataclass
from urllib.parse import urlsplit

UPSTREAM = urlsplit(os.environ["LAB_UPSTREAM_URL"])
TIMEOUT = 0.5


@dataclass
class Dependency:
    """`state` is closed, open or probing; `until` is when a probe may go."""

    state: str = "closed"
    row: int = 0
    until: int = 0


KNOWN = {"a": Dependency(), "b": Dependency()}


async def call(name: str, request: str) -> int:
    """The dependency's status; 504 where none comes."""
    writer = None
    try:
        async with asyncio.timeout(TIMEOUT):
            reader, writer = await asyncio.open_connection(UPSTREAM.hostname, UPSTREAM.port)
            head = f"GET /{name} HTTP/1.1\r\nHost: {UPSTREAM.netloc}\r\nX-Request-Id: {request}\r\n"
            writer.write(f"{head}X-Lab-Proc: {os.environ['LAB_PROC']}\r\n\r\n".encode())
            return int((await reader.readline()).split()[1])
    except (OSError, IndexError, TimeoutError):
        return 504
    finally:
        if writer is not None:
            writer.close()


async def decide(path: str, headers: dict[str, str]) -> int:
    """The code to answer with."""
    if path == "/healthz":
        return 200
    found = KNOWN.get(path.removeprefix("/d/"))
    if found is None:
        return 404
    now, began = int(headers["lab-now"]), found.state
    if found.state == "probing" or (found.state == "open" and now < found.until):
        return 503
    if found.state == "open":
        found.state = began = "probing"
    code = await call(path.removeprefix("/d/"), headers["x-request-id"])
    if code < 500:
        found.state, found.row = "closed", 0
        return code
    found.row += 1
    if began == "probing" or (found.state == "closed" and found.row >= 5):
        found.state, found.until = "open", now + 5000
    return 502


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, which carries one request."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        code = await decide(first.split()[1], headers)
        writer.write(f"HTTP/1.1 {code} x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode())
        await writer.drain()
    finally:
        writer.close()


async def main() -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["PORT"]), backlog=128)
    await stop.wait()
    server.close()
    await server.wait_closed()


asyncio.run(main())
