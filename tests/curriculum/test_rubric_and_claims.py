"""rubric.toml and claims.toml become values."""

from pathlib import Path

import pytest

from hotseat.curriculum.claims_file import read_claims
from hotseat.curriculum.reading import Unreadable
from hotseat.curriculum.rubric_file import read_rubric
from hotseat.rubric.rubric import Band, Misconception

RUBRIC = """\
[[criterion]]
id = "first"
weight = 3
text = "Says it."
paraphrases = ["says so"]
claims = ["a-claim"]
sources = ["docs"]
follow_up = "And then?"
follow_up_answer = "This."

[[criterion.probe]]
id = "count"
ask = "How many of {n}?"
form = "integers"
parameters = { n = [1, 2] }
labels = ["x", "y"]
answer = "counted"
tolerance = 0.1
relative = true
explain = "So many."

[[criterion]]
id = "second"
text = "Says more."

[[misconception]]
text = "It is free."
answered_by = "a-claim"
because = "It looks so."

[[band]]
level = "weak"
answer = "No."
because = "Nothing is said."
"""


def test_a_rubric(tmp_path: Path) -> None:
    (tmp_path / "rubric.toml").write_text(RUBRIC)
    rubric = read_rubric(tmp_path / "rubric.toml")
    first, second = rubric.criteria
    assert (first.id, first.weight, first.text, first.paraphrases) == ("first", 3, "Says it.", ("says so",))
    assert (first.claims, first.sources, first.follow_up, first.follow_up_answer) == (
        ("a-claim",),
        ("docs",),
        "And then?",
        "This.",
    )
    assert (second.weight, second.probes) == (1, ())
    [probe] = rubric.probes
    assert (probe.id, probe.ask, probe.form, probe.answer) == ("count", "How many of {n}?", "integers", "counted")
    assert (probe.parameters, probe.labels, probe.options) == ({"n": (1, 2)}, ("x", "y"), ())
    assert (probe.tolerance, probe.relative, probe.explain) == (0.1, True, "So many.")
    assert rubric.misconceptions == (Misconception("It is free.", "a-claim", "It looks so."),)
    assert rubric.bands == (Band("weak", "No.", "Nothing is said."),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'form = "integers"',
            'form = "essay"',
            "Probe count: form 'essay' is unknown. Fix: Use one of integer, number, integers,",
        ),
        ('answer = "counted"\n', "", "missing required field `answer`"),
        ("weight = 3", "wieght = 3", "unknown field `wieght`"),
        ("[[band]]", "[[bands]]", "unknown field `bands`"),
    ],
)
def test_a_slip_in_a_rubric_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert RUBRIC.count(old) == 1
    (tmp_path / "rubric.toml").write_text(RUBRIC.replace(old, new))
    with pytest.raises(Unreadable) as error:
        read_rubric(tmp_path / "rubric.toml")
    assert message in str(error.value)


def test_claims_with_their_mutations(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(
        '[[claim]]\nid = "one"\nsays = "It holds."\n'
        '[[claim.mutation]]\nreplace = "a"\nwith = "b"\nbecause = "c"\n'
        '[[claim]]\nid = "two"\nsays = "It holds too."\n'
    )
    one, two = read_claims(tmp_path / "claims.toml")
    assert (one.id, one.says, two.id, two.mutation) == ("one", "It holds.", "two", [])
    [mutation] = one.mutation
    assert (mutation.replace, mutation.with_, mutation.because) == ("a", "b", "c")
