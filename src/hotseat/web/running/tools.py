"""What judgements and proofs share in this process: the curriculum and the sandbox."""

import functools
import threading

from hotseat.curriculum import Curriculum, load
from hotseat.judges.protocol import Tools
from hotseat.sandbox import NoProtection, open_sandbox
from hotseat.sandbox.protection import Protection

_opening = threading.Lock()


@functools.cache
def curriculum() -> Curriculum:
    """The curriculum, read once. Raises `Unreadable` when the roadmap cannot be read."""
    return load()


def tools() -> Tools:
    """The judges' tools with the strongest protection that works here, opened once. Raises `NoProtection`."""
    with _opening:
        return _tools()


def protection() -> Protection | str:
    """What programs run behind here; a sentence where nothing contains them."""
    try:
        return tools().sandbox.protection
    except NoProtection as error:
        return str(error)


@functools.cache
def _tools() -> Tools:
    return Tools(open_sandbox())
