"""A new `optimize` item: a slow function, what it must keep, and a workload on which it must become faster."""

from hotseat.authoring.scaffold.common import DESIGN, HINTS, item_toml

TABLE = """\

[optimize]
file = "solution.py"
at_least = 5.0
"""

QUESTION = """\
WRITE: what the function is for, how large its input really gets, and how much faster it must become without changing a result.
"""

ANSWER = """\
## What is slow
WRITE: where the time goes, and how one sees it.

## What helps
WRITE: what the reference does, and why a half-measure is not enough.
"""

STARTER = '''\
def in_both(left: list[int], right: list[int]) -> list[int]:
    """WRITE: what it returns, and in which order."""
    return [value for value in left if value in right]
'''

CASES = """\
from collections.abc import Iterator
from random import Random

from hotseat.judges.calls import Case


def cases(chance: Random) -> Iterator[Case]:
    yield Case("the example", call="in_both", args=([1, 2, 3], [3, 1]), expect=[1, 3], shown=True)
    yield Case("a value twice", call="in_both", args=([2, 1, 2], [2]), expect=[2, 2])


def workloads(chance: Random) -> Iterator[Case]:
    left = [chance.randrange(10**9) for _ in range(1500)]
    yield Case("two lists of 1,500", call="in_both", args=(left, [value + 1 for value in left]))
"""

REFERENCE = '''\
def in_both(left: list[int], right: list[int]) -> list[int]:
    """The values of the left list that the right one has too, in the left one's order."""
    wanted = set(right)
    return [value for value in left if value in wanted]
'''

SETS = """\
# WRITE: the mistake: it intersects two sets, which forgets what occurs twice, and the order.
def in_both(left: list[int], right: list[int]) -> list[int]:
    return sorted(set(left) & set(right), reverse=True)
"""

FILES = {
    "item.toml": item_toml("optimize", level="senior", minutes=20, more=TABLE),
    "question.md": QUESTION,
    "hints.md": HINTS,
    "answer.md": ANSWER,
    "design.md": DESIGN,
    "starter/solution.py": STARTER,
    "judge/cases.py": CASES,
    "submissions/accepted/reference.py": REFERENCE,
    "submissions/time_limit/unchanged.py": STARTER,
    "submissions/wrong_answer/sets.py": SETS,
    "submissions/expect.toml": '"wrong_answer/sets.py" = "the example"\n',
}
