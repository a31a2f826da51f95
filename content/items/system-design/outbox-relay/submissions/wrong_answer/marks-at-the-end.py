# Marks once, at the end of the pass: a kill repeats everything.
class Rejected(Exception):
    """This message will never be taken."""


class Busy(Exception):
    """This key cannot be served now."""


class Down(Exception):
    """The broker cannot be reached."""


def relay(store, broker, limit):
    parked = after = 0
    busy, taken = set(), []
    try:
        while page := store.unsent(after, limit):
            after = page[-1][0]
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
        pass
    finally:
        for start in range(0, len(taken), limit):
            store.mark(taken[start : start + limit])
    return len(taken), parked
