# Hands out a row for the end of both lists.
from collections import Counter

END = None


def differences(ours, theirs):
    sides = {"ours": iter(ours), "theirs": iter(theirs)}
    heads = {side: next(rows, END) for side, rows in sides.items()}
    if not any(head is not END for head in heads.values()):
        yield "ours", "", 0
    while any(head is not END for head in heads.values()):
        reference = min(head[0] for head in heads.values() if head is not END)
        found = {"ours": [], "theirs": []}
        for side, rows in sides.items():
            while heads[side] is not END and heads[side][0] == reference:
                found[side].append(heads[side][1])
                heads[side] = next(rows, END)
        for side, other in (("ours", "theirs"), ("theirs", "ours")):
            free = Counter(found[other])
            for cents in found[side]:
                if free[cents]:
                    free[cents] -= 1
                else:
                    yield side, reference, cents
