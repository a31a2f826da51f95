"""What judgements and proofs share in this process: the curriculum and the sandbox."""

import functools
import threading

from hotseat.curriculum import Curriculum, load
from hotseat.judges.protocol import Tools
from hotseat.sandbox import open_sandbox

_opening = threading.Lock()


@functools.cache
def curriculum() -> Curriculum:
    """The curriculum, read once. Raises `Unreadable` when the roadmap cannot be read."""
    return load()


def tools() -> Tools:
    """The judges' tools with the strongest protection that works here, opened once. Raises `NoProtection`."""
    with _opening:
        return _tools()


@functools.cache
def _tools() -> Tools:
    return Tools(open_sandbox())
