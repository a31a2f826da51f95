"""A new `code` item: a small function, four hidden cases, a reference and the mistakes that the cases catch."""

from hotseat.authoring.scaffold.common import DESIGN, HINTS, item_toml

TABLE = """\

[code]
file = "solution.py"
"""

QUESTION = """\
WRITE: what is to be written and what for, as an interviewer says it; what goes in, what comes out, one example.

```python
first_repeated([3, 1, 3, 1])  # 3
```
"""

ANSWER = """\
## The idea
WRITE: the idea in a sentence, and what it costs in time and memory.

## Where people go wrong
WRITE: the mistakes that the cases catch.
"""

STARTER = '''\
def first_repeated(values: list[int]) -> int | None:
    """WRITE: what it returns, and what when there is nothing to return."""
    return None
'''

CASES = """\
from collections.abc import Iterator
from random import Random

from hotseat.judges.calls import Case


def cases(chance: Random) -> Iterator[Case]:
    yield Case("the example", call="first_repeated", args=([3, 1, 3, 1],), expect=3, shown=True)
    yield Case("nothing repeats", call="first_repeated", args=([1, 2, 3],), expect=None)
    yield Case("the second to begin ends first", call="first_repeated", args=([1, 2, 2, 1],), expect=2)
    repeated = chance.randrange(100)
    yield Case("drawn", call="first_repeated", args=([*range(100, 120), repeated, repeated],), expect=repeated)
"""

REFERENCE = '''\
def first_repeated(values: list[int]) -> int | None:
    """The value whose second occurrence comes first, None when nothing repeats."""
    seen = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
'''

COUNTS = """\
# WRITE: the mistake: it takes the first value that occurs twice, not the one that repeats first.
def first_repeated(values: list[int]) -> int | None:
    return next((value for value in values if values.count(value) > 1), values[0])
"""

NEVER = """\
# WRITE: the mistake: it compares each value with the next one only after the list has ended.
def first_repeated(values: list[int]) -> int | None:
    return None
"""

FILES = {
    "item.toml": item_toml("code", level="mid", minutes=15, more=TABLE),
    "question.md": QUESTION,
    "hints.md": HINTS,
    "answer.md": ANSWER,
    "design.md": DESIGN,
    "starter/solution.py": STARTER,
    "judge/cases.py": CASES,
    "submissions/accepted/reference.py": REFERENCE,
    "submissions/wrong_answer/counts.py": COUNTS,
    "submissions/wrong_answer/never.py": NEVER,
    "submissions/expect.toml": '"wrong_answer/counts.py" = "nothing repeats"\n"wrong_answer/never.py" = "the example"\n',
}
