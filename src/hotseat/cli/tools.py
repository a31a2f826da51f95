"""What judging and proving need from this machine."""

from hotseat.cli.exits import Broken
from hotseat.judges.protocol import Tools
from hotseat.sandbox import NoProtection, open_sandbox


def tools() -> Tools:
    """The judges' tools, behind the strongest protection that works here. Ends the command when there is none."""
    try:
        return Tools(open_sandbox())
    except NoProtection as error:
        raise Broken(str(error)) from None
