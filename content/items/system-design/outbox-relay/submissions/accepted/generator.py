"""The same as three parts: pages of the table, one message, one page."""

from contextlib import ExitStack


class Rejected(Exception):
    """This message will never be taken."""


class Busy(Exception):
    """This key cannot be served now."""


class Down(Exception):
    """The broker cannot be reached."""


def pages(store, limit):
    after = 0
    while page := store.unsent(after, limit):
        yield page
        after = max(number for number, _, _ in page)


class Pass:
    def __init__(self, store, broker):
        self.store, self.broker = store, broker
        self.closed_keys = {}
        self.published = self.parked = 0

    def one(self, row, taken):
        number, key, _ = row
        try:
            self.broker.publish(*row)
        except Rejected:
            self.store.park(number)
            self.parked += 1
        except Busy:
            self.closed_keys[key] = True
        else:
            taken.append(number)
            self.published += 1

    def page(self, rows):
        taken = []
        with ExitStack() as stack:
            stack.callback(lambda: self.store.mark(taken) if taken else None)
            for row in rows:
                if row[1] not in self.closed_keys:
                    self.one(row, taken)


def relay(store, broker, limit):
    """Carry unsent rows to the broker, once through the table. Returns (published, parked)."""
    work = Pass(store, broker)
    try:
        for rows in pages(store, limit):
            work.page(rows)
    except Down:
        pass
    return work.published, work.parked
