# Looks for a match through all rows of the block and removes it from the list.
from collections import Counter

END = None


def differences(ours, theirs):
    sides = {"ours": iter(ours), "theirs": iter(theirs)}
    heads = {side: next(rows, END) for side, rows in sides.items()}
    while any(head is not END for head in heads.values()):
        reference = min(head[0] for head in heads.values() if head is not END)
        found = {"ours": [], "theirs": []}
        for side, rows in sides.items():
            while heads[side] is not END and heads[side][0] == reference:
                found[side].append(heads[side][1])
                heads[side] = next(rows, END)
        for side, other in (("ours", "theirs"), ("theirs", "ours")):
            free = list(found[other])
            for cents in found[side]:
                if cents in free:
                    free.remove(cents)
                else:
                    yield side, reference, cents
