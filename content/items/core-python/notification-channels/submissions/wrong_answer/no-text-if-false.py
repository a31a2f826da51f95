# Takes a false text for none.
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Temporary(Exception):
    """The channel cannot send now."""


class Permanent(Exception):
    """The channel will never send to this address."""


class Channel(Protocol):
    """The seam for channels: all that is known about one."""

    def send(self, address: Any, text: str) -> None: ...


type Text = Callable[[dict], str]
type Policy = Callable[[Exception, int], bool]

FINAL = ("sent", "refused")


@dataclass
class Delivery:
    """One message on one channel, during one call."""

    channel: Channel
    text: Text
    address: Any

    def state(self, facts: dict, again: Policy) -> str:
        """Send, and say how it stands. Nothing that a channel, a text or a policy of errors does gets out."""
        try:
            return self._send(self.text(facts), again)
        except Exception:
            return "failed"

    def _send(self, text: str, again: Policy) -> str:
        tries = 0
        while True:
            tries += 1
            try:
                self.channel.send(self.address, text)
            except Permanent:
                return "refused"
            except Temporary as error:
                if not again(error, tries):
                    return "failed"
            else:
                return "sent"


class Notifier:
    """Brings messages to users over channels that other people write."""

    def __init__(self, again):
        self._again = again
        self._channels = {}
        self._kinds = {}
        self._states = {}

    def channel(self, name, channel):
        self._channels[name] = channel

    def kind(self, name, texts):
        self._kinds[name] = dict(texts)

    def notify(self, id, kind, addresses, facts):
        texts = self._kinds[kind]
        states = self._states.setdefault(id, {})
        applying = [
            name
            for name, address in addresses.items()
            if address is not None and texts.get(name) and name in self._channels
        ]
        for name in applying:
            if states.get(name) not in FINAL:
                delivery = Delivery(self._channels[name], texts[name], addresses[name])
                states[name] = delivery.state(facts, self._again)
        return {name: states[name] for name in applying}
