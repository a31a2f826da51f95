# %% Two workers claim at once: read, decide, write, in every order
import itertools

from hotseat.proof import chart, claim, show


def holders(order: str, careful: bool) -> int:
    """How many of two workers believe that they hold the job, when their steps (a read, then a write) run in this order."""
    version, holder = 0, None
    read: dict[str, tuple[int, str | None]] = {}
    believe = 0
    for worker in order:
        if worker not in read:
            read[worker] = version, holder
        else:
            seen, had = read[worker]
            if had is None and (not careful or seen == version):
                version, holder = version + 1, worker
                believe += 1
    return believe


@claim("a-blind-write-makes-two-holders")
def a_write_that_does_not_look_makes_two_holders() -> bool:
    steps = "ABAB"
    orders = sorted({"".join(order) for order in itertools.permutations(steps)})
    blind, careful = [[holders(order, look) for order in orders] for look in (False, True)]
    show("orders of two reads and two writes", len(orders))
    show("orders with two holders: writing blindly, writing if the version is still the same", [blind.count(2), careful.count(2)])
    return (len(orders), blind.count(2), careful.count(2), set(careful)) == (6, 4, 0, {1})


# %% Two clocks
def both_hold(ahead: int, margin: int, lease: int = 300) -> int:
    """Moments at which A still holds by his clock and B, whose clock is ahead, would claim, waiting so much longer."""
    return sum(moment < lease <= moment + ahead - margin for moment in range(2 * lease))


@claim("the-margin-is-the-skew")
def a_margin_as_large_as_the_skew_is_enough_and_no_less() -> bool:
    aheads = range(-50, 51)
    margins = (0, 25, 49, 50)
    worst = [max(both_hold(ahead, margin) for ahead in aheads) for margin in margins]
    longest = [max(margin - ahead for ahead in aheads) for margin in margins]
    chart(
        "Clocks that differ by up to 50: moments with two holders, at worst",
        list(range(0, 61, 5)),
        {"two holders": [max(both_hold(ahead, margin) for ahead in aheads) for margin in range(0, 61, 5)]},
        x_label="margin",
        y_label="moments",
        kind="points",
    )
    show("moments with two holders, at worst: margins of 0, 25, 49, 50", worst)
    show("moments for which nobody holds after the end, at worst", longest)
    return worst == [50, 25, 1, 0] and longest == [50, 75, 99, 100]
