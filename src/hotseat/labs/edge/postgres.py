"""A throw-away PostgreSQL for a service that asks for one."""

import asyncio
import socket
from collections.abc import Mapping
from pathlib import Path

from hotseat.labs.edge.spawn import Spawned, spawn
from hotseat.services import startable

START = 20.0


class NoPostgres(RuntimeError):
    """The server does not start. The text says what it printed."""


async def start(folder: Path, environment: Mapping[str, str]) -> tuple[Spawned, str]:
    """Start a server on a socket in this folder. Returns it with its address. Raises `MissingService` or `NoPostgres`."""
    wanted = startable("postgres")
    given = {**environment, **dict(wanted.environment)}
    log = folder / "server.log"
    prepared = await spawn(
        [part.format(scratch=folder) for part in wanted.prepare], cwd=folder, environment=given, log=log, as_root=False
    )
    if await prepared.ended():
        raise NoPostgres(log.read_text(errors="replace")[-1000:])
    server = await spawn(
        [part.format(scratch=folder) for part in wanted.command], cwd=folder, environment=given, log=log, as_root=False
    )
    try:
        async with asyncio.timeout(START):
            while not _accepts(Path(wanted.ready.format(scratch=folder))):
                await asyncio.sleep(0.01)
    except TimeoutError:
        server.kill()
        raise NoPostgres(log.read_text(errors="replace")[-1000:]) from None
    return server, f"postgresql://hotseat@/postgres?host={folder}&port=5432"


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
