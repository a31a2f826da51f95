# %% The walk, counted
from random import Random

from hotseat.proof import claim, show


def replies_of(comments):
    replies = {None: []}
    for one, parent in comments:
        replies.setdefault(parent, []).append(one)
    return replies


def walked(comments, turn=reversed):
    """(pairs in the order shown, entries put on the list, most entries on it)"""
    replies, order, most = replies_of(comments), [], 0
    waiting = [(0, one) for one in turn(replies[None])]
    put = len(waiting)
    while waiting:
        depth, one = waiting.pop()
        order.append((depth, one))
        below = replies.get(one, [])
        waiting.extend((depth + 1, reply) for reply in turn(below))
        if below:
            put += len(below)
        most = max(most, len(waiting))
    return order, put, most


def discussion(chance, size=9):
    """Every second comment replies to the first one."""
    return [(0, None), *((n, 0 if n % 2 else chance.randrange(n)) for n in range(1, size))]


@claim("order-needs-reversing")
def turned_round():
    drawn = [discussion(Random(seed)) for seed in range(200)]
    return all(walked(comments)[0] != walked(comments, list)[0] for comments in drawn)


@claim("each-is-taken-once")
def entries():
    sizes = [10, 100, 1000, 10_000]
    rows = [walked(discussion(Random(size), size)) for size in sizes]
    show("entries put on the list, and taken from it", [str((put, len(order))) for order, put, _ in rows])
    return all(put == len(order) == size for (order, put, _), size in zip(rows, sizes, strict=True))


@claim("searching-is-quadratic")
def parents_asked():
    counts = []
    for size in (10, 100, 400):
        comments, asked = discussion(Random(size), size), 0
        for wanted, _ in comments:
            found = []
            asked += looked_at(comments, wanted, found)
        counts.append(asked)
    show("parents asked for 10, 100 and 400 comments", counts)
    return counts == [100, 10_000, 160_000]


def looked_at(comments, wanted, found):
    asked = 0
    if wanted is not None:
        for one, parent in comments:
            asked += 1
            if parent == wanted:
                found.append(one)
    return asked


@claim("waiting-is-brothers")
def most_waiting():
    chain = [(n, n - 1 if n else None) for n in range(1000)]
    wide = [(0, None), *((n, 0) for n in range(1, 1000))]
    most = [walked(comments)[2] for comments in (chain, wide)]
    show("most entries for a chain, and for a thread with 999 replies", most)
    return most == [1, 999]
