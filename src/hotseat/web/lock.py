"""One app at a time on a data folder, and where that one is."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServed(Exception):
    """Another process serves this data folder. `address` is where, "" while that one is still starting."""

    def __init__(self, process: int, address: str) -> None:
        super().__init__(f"Process {process} serves this data at {address}.")
        self.process = process
        self.address = address


@contextmanager
def single_instance(path: Path, address: str) -> Iterator[None]:
    """Hold the lock and say at which address; the kernel lets go of it however the process ends. Raises `AlreadyServed`."""
    with path.open("a+", encoding="utf-8") as file:
        path.chmod(0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _holder(path) from None
        file.truncate(0)
        file.write(json.dumps({"process": os.getpid(), "address": address}))
        file.flush()
        yield


def _holder(path: Path) -> AlreadyServed:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return AlreadyServed(int(told["process"]), str(told["address"]))
    except (ValueError, KeyError, TypeError):
        return AlreadyServed(0, "")
