class Temporary(Exception):
    """The channel cannot send now."""


class Permanent(Exception):
    """The channel will never send to this address."""


class Notifier:
    """Brings messages to users over channels that other people write."""

    def __init__(self, again):
        """`again(error, tries)` says whether a temporary failure is tried again."""
        raise NotImplementedError

    def channel(self, name, channel):
        """Register a channel, or put another one in its place."""
        raise NotImplementedError

    def kind(self, name, texts):
        """Register a kind of message: a dict from channel names to texts, functions of the facts."""
        raise NotImplementedError

    def notify(self, id, kind, addresses, facts):
        """Send one message: a dict from channel names to "sent", "refused" or "failed"."""
        raise NotImplementedError
