# Goes through both lists for each reference.
from collections import Counter


def differences(ours, theirs):
    ours, theirs = list(ours), list(theirs)
    for reference in sorted({row[0] for row in ours + theirs}):
        one, other = ([row for row in rows if row[0] == reference] for rows in (ours, theirs))
        for side, rows, others in (("ours", one, other), ("theirs", other, one)):
            free = Counter(others)
            for row in rows:
                if free[row]:
                    free[row] -= 1
                else:
                    yield (side, *row)
