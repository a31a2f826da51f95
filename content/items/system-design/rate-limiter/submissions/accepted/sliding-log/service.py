"""The same gateway with asyncio, a lock on a file for each key, and a list of the last ten times in it."""

import asyncio
import fcntl
import hashlib
import os
import signal
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(os.environ["LAB_DATA"], "keys")
UPSTREAM = urlsplit(os.environ["LAB_UPSTREAM_URL"])
COUNT, WINDOW = 10, 2000


def wait(key: str, now: int) -> int:
    """Milliseconds until fewer than ten of this key lie in the last two seconds; 0 notes that this one was let through."""
    path = FOLDER / hashlib.sha256(key.encode()).hexdigest()
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        # A time that lies ahead was noted before the clock was set back.
        recent = [at for at in map(int, file.read().split()) if now - WINDOW < at <= now]
        if len(recent) >= COUNT:
            return recent[-COUNT] + WINDOW - now
        file.seek(0)
        file.truncate()
        file.write(" ".join(map(str, [*recent, now])))
    return 0


async def forward(request: str) -> int:
    """The upstream's status for this request."""
    reader, writer = await asyncio.open_connection(UPSTREAM.hostname, UPSTREAM.port)
    try:
        head = f"GET /r HTTP/1.1\r\nHost: {UPSTREAM.netloc}\r\nX-Request-Id: {request}\r\nX-Lab-Proc: {os.environ['LAB_PROC']}\r\n\r\n"
        writer.write(head.encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


async def decide(path: str, headers: dict[str, str]) -> tuple[int, str]:
    """The code, and what goes into Retry-After."""
    if path == "/healthz":
        return 200, ""
    key = headers.get("x-api-key", "")
    if not key:
        return 400, ""
    milliseconds = wait(key, int(headers["lab-now"]))
    if milliseconds:
        return 429, str(-(-milliseconds // 1000))
    return await forward(headers["x-request-id"]), ""


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, which carries one request."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        code, retry = await decide(first.split()[1], headers)
        more = f"Retry-After: {retry}\r\n" if retry else ""
        writer.write(f"HTTP/1.1 {code} x\r\nContent-Length: 2\r\nConnection: close\r\n{more}\r\n{{}}".encode())
        await writer.drain()
    finally:
        writer.close()


async def main() -> None:
    """Serve until SIGTERM."""
    FOLDER.mkdir(exist_ok=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["PORT"]), backlog=128)
    await stop.wait()
    server.close()
    await server.wait_closed()


asyncio.run(main())
