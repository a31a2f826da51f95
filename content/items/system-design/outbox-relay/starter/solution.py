class Rejected(Exception):
    """This message will never be taken."""


class Busy(Exception):
    """This key cannot be served now."""


class Down(Exception):
    """The broker cannot be reached."""


def relay(store, broker, limit):
    """Carry unsent rows to the broker, once through the table. Returns (published, parked)."""
    return 0, 0
