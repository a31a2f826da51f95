# Calls mark with an empty list.
class Rejected(Exception):
    """This message will never be taken."""


class Busy(Exception):
    """This key cannot be served now."""


class Down(Exception):
    """The broker cannot be reached."""


def relay(store, broker, limit):
    """Carry unsent rows to the broker, once through the table. Returns (published, parked)."""
    published = parked = after = 0
    busy = set()
    while page := store.unsent(after, limit):
        after = page[-1][0]
        taken = []
        try:
            for number, key, body in page:
                if key in busy:
                    continue
                try:
                    broker.publish(number, key, body)
                except Rejected:
                    store.park(number)
                    parked += 1
                except Busy:
                    busy.add(key)
                else:
                    taken.append(number)
        except Down:
            return published + len(taken), parked
        finally:
            store.mark(taken)
        published += len(taken)
    return published, parked
