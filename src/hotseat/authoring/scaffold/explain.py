"""A new `explain` item: a little proof with two claims and two probes, to be replaced piece by piece."""

from hotseat.authoring.scaffold.common import DESIGN, HINTS, item_toml

SOURCES = """\
seconds = 1

[sources]
docs = "WRITE: the title of a primary source, its version (3.13) or date, the section, its address"
"""

QUESTION = """\
WRITE: the question as an interviewer asks it: first the situation and what somebody observed, then what you want explained.
"""

ANSWER = """\
## In thirty seconds
WRITE: the answer that you would give with half a minute to speak [original-is-kept].

## What
WRITE: what happens, each fact with what it stands on [largest-comes-last] [source: docs, section].

## How
WRITE: by which mechanism it happens [original-is-kept].

## Why
WRITE: why it was made so, and what that costs [source: docs, section].

## When this is wrong
WRITE: where the answer above does not hold, and how one finds out.

## In production
WRITE: how it shows itself in a running system, and what one does about it.

## Mid-level and senior
WRITE: what a good mid-level engineer says, without making them a straw man; then what a senior adds.
"""

PROOF = """\
# %% WRITE: what this cell shows
from hotseat.proof import claim, probe, show

SIZES = (3, 40, 400)


def shuffled(size: int) -> list[int]:
    \"\"\"The input: the numbers below `size`, in an order of their own.\"\"\"
    return [(7 * n) % size for n in range(size)]


def in_order(values: list[int]) -> list[int]:
    \"\"\"The observed program. Put yours in its place.\"\"\"
    return sorted(values)


@claim("original-is-kept")
def the_original_keeps_its_order() -> bool:
    kept = []
    for size in SIZES:
        values = shuffled(size)
        in_order(values)
        kept.append(values == shuffled(size))
    show("sizes at which the original is what it was", sum(kept))
    return all(kept)


@claim("largest-comes-last")
def the_largest_comes_last() -> bool:
    last = [in_order(shuffled(size))[-1] for size in SIZES]
    show("last entries", last)
    return last == [size - 1 for size in SIZES]


# %% WRITE: what the probes ask about
@probe
def last_entry(size: int) -> int:
    return in_order(shuffled(size))[-1]


@probe
def entry_at(position: int) -> int:
    return in_order(shuffled(400))[position]
"""

CLAIMS = """\
[[claim]]
id = "original-is-kept"
says = "WRITE: the sentence that the proof asserts, with the range that it sweeps."
[[claim.mutation]]
replace = "return sorted(values)"
with = "values.sort(); return values"
because = "WRITE: why the claim is false of this program."

[[claim]]
id = "largest-comes-last"
says = "WRITE: the sentence that the proof asserts."
[[claim.mutation]]
replace = "return sorted(values)"
with = "return sorted(values, reverse=True)"
because = "WRITE: why the claim is false of this program."
"""

RUBRIC = """\
[[criterion]]
id = "first"
weight = 2
text = "WRITE: the one thing that a senior answer says first."
paraphrases = ["WRITE: another way in which people say it"]
claims = ["original-is-kept"]
follow_up = "WRITE: what an interviewer asks next about it."
follow_up_answer = "WRITE: what a senior says to that, in two or three sentences."

[[criterion.probe]]
id = "last-entry"
ask = "WRITE: a closed question about {size} that the folk version gets wrong."
form = "integer"
parameters = { size = [3, 40, 400] }
answer = "last_entry"
explain = "WRITE: why the truth is what it is."

[[criterion]]
id = "second"
weight = 2
text = "WRITE: the second thing that it says."
claims = ["largest-comes-last"]
follow_up = "WRITE: what an interviewer asks next about it."
follow_up_answer = "WRITE: what a senior says to that."

[[criterion.probe]]
id = "entry-at"
ask = "WRITE: a closed question about {position}."
form = "integer"
parameters = { position = [5, 70, 300] }
answer = "entry_at"
explain = "WRITE: why the truth is what it is."

[[criterion]]
id = "third"
weight = 1
text = "WRITE: the third thing that it says."
sources = ["docs"]
follow_up = "WRITE: what an interviewer asks next about it."
follow_up_answer = "WRITE: what a senior says to that."

[[criterion]]
id = "fourth"
weight = 1
text = "WRITE: the fourth thing that it says."
sources = ["docs"]

[[misconception]]
text = "WRITE: something wrong that people say."
answered_by = "original-is-kept"
because = "WRITE: why people believe it."
"""

FOLK = """\
# WRITE: the misconception of whoever gives these answers
seed = 1
[answers]
last-entry = ["0"]
entry-at = ["0"]
"""

FILES = {
    "item.toml": item_toml("explain", level="senior", minutes=8, more=SOURCES),
    "question.md": QUESTION,
    "hints.md": HINTS,
    "answer.md": ANSWER,
    "design.md": DESIGN,
    "claims.toml": CLAIMS,
    "proof.py": PROOF,
    "rubric.toml": RUBRIC,
    "submissions/wrong_answer/folk.toml": FOLK,
}
