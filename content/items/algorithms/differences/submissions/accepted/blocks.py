from collections import Counter
from itertools import groupby
from operator import itemgetter


def differences(ours, theirs):
    our_blocks, their_blocks = blocks(ours), blocks(theirs)
    our_block, their_block = next(our_blocks, None), next(their_blocks, None)
    while our_block or their_block:
        if their_block is None or (our_block and our_block[0][0] < their_block[0][0]):
            yield from named("ours", our_block)
            our_block = next(our_blocks, None)
        elif our_block is None or their_block[0][0] < our_block[0][0]:
            yield from named("theirs", their_block)
            their_block = next(their_blocks, None)
        else:
            yield from named("ours", unmatched(our_block, their_block))
            yield from named("theirs", unmatched(their_block, our_block))
            our_block, their_block = next(our_blocks, None), next(their_blocks, None)


def blocks(rows):
    """The rows of one reference at a time."""
    return (list(block) for _, block in groupby(rows, key=itemgetter(0)))


def unmatched(rows, others):
    """The rows without an equal one among the others, each of which matches once."""
    free = Counter(others)
    for row in rows:
        if free[row]:
            free[row] -= 1
        else:
            yield row


def named(side, rows):
    return ((side, reference, cents) for reference, cents in rows)
