"""Each rule finds its defect in an item that is whole but for it, and nothing else does."""

from pathlib import Path

import pytest

from hotseat.authoring.lint import lint, rules
from tests.authoring.items import WHOLE, changed, curriculum_at, told, whole

BROKEN = Path(__file__).parents[2] / "broken_items"

DEFECTS = {
    "answer-headings": "answer.md: The headings are not as they should be (missing: In production).",
    "answer-marked": "answer.md: Nothing under “Why” says what it stands on.",
    "buzzwords": "answer.md: “crucial” says nothing.",
    "claims-asserted": "claims.toml: The proof asserts 'stable', which is not stated.",
    "claims-cited": "claims.toml: The answer does not cite the claim argument-kept.",
    "criteria-count": "rubric.toml: The number of criteria is 3.",
    "criteria-grounded": "rubric.toml: The criterion returns-none stands on nothing.",
    "design-intent": "design.md: It does not say “Out of scope”.",
    "follow-ups": "rubric.toml: The follow-up of new-object has no answer.",
    "hints-numbered": "hints.md: The hints are numbered 1, 3.",
    "kind-table": "item.toml: The counterfactual's `replace` occurs 3 times in the program.",
    "known-leaves": "item.toml: covers names 'algorithms.sortin', which is no leaf of the roadmap. Fix: Did you mean algorithms.sorting",
    "known-prerequisites": "item.toml: There is no item 'algorithms/lists' to do first.",
    "known-services": "item.toml: There is no service 'redis'. Fix: Use one of postgres, rabbitmq, valkey.",
    "license-named": "item.toml: The license is empty.",
    "marks-resolve": "answer.md: [sort-changes] under “When this is wrong” names no claim.",
    "minutes-sane": "item.toml: minutes = 45; an item of kind explain takes 3 to 20.",
    "misconceptions-answered": "rubric.toml: “Sorting always makes a copy.” is answered by 'always-copies', which does not exist.",
    "mistakes-named": "submissions/wrong_answer/square.py: Its first line does not name the mistake.",
    "mutations-apply": "claims.toml: Mutation 1 of copy-in-order: `replace` occurs 0 times in proof.py.",
    "mutations-present": "claims.toml: The claim copy-in-order has no mutation.",
    "mutations-spare-assertions": "claims.toml: Mutation 1 of copy-in-order edits a `return` of the claim copy-in-order.",
    "probe-answers": "rubric.toml: Probe last: proof.py has no @probe function 'last'.",
    "probe-forms": "rubric.toml: Probe last: labels and the form integers go together.",
    "probe-parameters": "rubric.toml: Probe last does not mention its parameter size.",
    "probes-enough": "rubric.toml: It has 1 probe; two are the least.",
    "proof-cells": "proof.py: It does not begin with a cell.",
    "proof-seconds": "item.toml: There is a proof, and `seconds` is missing.",
    "python-parses": "judge/cases.py: Line 4 is not Python: expected ':'.",
    "python-version": "item.toml: python = '3.12' is not understood.",
    "question-length": "question.md: The question has 5 words; 12 are the least.",
    "readable": "claims.toml: Object contains unknown field `say`",
    "sources-cited": "item.toml: Nothing cites the source lists.",
    "sources-primary": "item.toml: The source sorting has no version and no date.",
    "spelling": "answer.md: “seperate” is misspelt. Fix: Write separate",
    "stray-files": "notes.md: An item of kind explain has no such file.",
    "submissions-expected": "submissions/expect.toml: There is no submission 'wrong_answer/squares.py'.",
    "submissions-present": "submissions: There is no wrong submission.",
    "unique-ids": "rubric.toml: The criterion id 'who_holds' is no slug.",
    "unique-title": "item.toml: algorithms/sorted-or-sort has the same title.",
    "unique-uuid": "item.toml: algorithms/sorted-or-sort has the same uuid.",
    "unwritten": "answer.md:17: This is not written yet. Fix: Write what one does about it in a running system.",
}
"""By rule, what it says about the item in broken_items/."""


def test_every_rule_has_a_broken_item_and_every_broken_item_a_rule() -> None:
    assert set(DEFECTS) == set(rules()) == {path.name for path in BROKEN.iterdir()}


@pytest.mark.parametrize("rule", DEFECTS)
def test_a_rule_finds_its_defect_and_no_other_rule_finds_one(rule: str) -> None:
    known = curriculum_at(BROKEN / rule)
    problems = [problem for folder in known.folders.values() for problem in lint(folder, known)]
    assert {problem.rule for problem in problems} == {rule}
    assert DEFECTS[rule] in told(problems)


def test_whole_items_have_no_problem() -> None:
    known = curriculum_at(WHOLE)
    assert len(known.folders) == 3
    assert told([problem for folder in known.folders.values() for problem in lint(folder, known)]) == ""


BRANCHES = [
    ("answer-headings", "explain", "answer.md", "## Why\n", "## Reasons\n", "missing: Why"),
    (
        "answer-headings",
        "explain",
        "answer.md",
        "Sort a copy of what is not yours.\n",
        "",
        "Nothing stands under “In production”",
    ),
    ("claims-asserted", "explain", "proof.py", '@claim("copy-in-order")', "", "No function asserts the claim copy-in-order"),
    (
        "claims-asserted",
        "explain",
        "proof.py",
        '@claim("copy-in-order")',
        '@claim("argument-kept")',
        "2 functions assert the claim",
    ),
    ("criteria-grounded", "explain", "rubric.toml", '["copy-in-order"]', '["copied"]', "names the unknown claim 'copied'"),
    (
        "criteria-grounded",
        "explain",
        "rubric.toml",
        'holds the list."\nsources = ["sorting"]',
        'holds."\nsources = ["x"]',
        "unknown source",
    ),
    (
        "criteria-count",
        "explain",
        "rubric.toml",
        'id = "returns-none"',
        'id = "returns-none"\nweight = 9',
        "weight of returns-none is 9",
    ),
    ("follow-ups", "explain", "rubric.toml", 'follow_up = "How do you find out?"', "", "It has 2 follow-ups; 3 are the least"),
    ("hints-numbered", "explain", "hints.md", "2. Which of the two ways of sorting returns something?", "", "It has 1 hint"),
    ("kind-table", "code", "item.toml", 'file = "solution.py"', 'name = "solution.py"', "unknown field `name`"),
    ("known-leaves", "explain", "item.toml", '["algorithms.sorting"]', '["core-python.gil"]', "no leaf of the roadmap"),
    ("known-leaves", "explain", "item.toml", '["algorithms.sorting"]', '["core-python.abc"]', "is not of the area algorithms"),
    (
        "known-leaves",
        "code",
        "item.toml",
        '["algorithms.sorting"]',
        '["algorithms.sorting", "algorithms.sorting"]',
        "a leaf twice",
    ),
    (
        "known-prerequisites",
        "code",
        "item.toml",
        "minutes = 5",
        'minutes = 5\nprerequisites = ["algorithms/double"]',
        "waits for",
    ),
    (
        "known-services",
        "explain",
        "proof.py",
        "import claim, probe",
        "import claim, probe, service\nservice('valkey')",
        "uses service('valkey')",
    ),
    (
        "marks-resolve",
        "explain",
        "answer.md",
        "[source: sorting, Sorting Basics].\n\n## Why",
        "[source: sort].\n\n## Why",
        "names no source",
    ),
    ("minutes-sane", "code", "item.toml", "minutes = 5", "minutes = 4", "an item of kind code takes 5 to 90"),
    (
        "mutations-apply",
        "explain",
        "claims.toml",
        'with = "return list(values)"',
        'with = "return sorted(values)"',
        "changes nothing",
    ),
    (
        "mutations-apply",
        "explain",
        "claims.toml",
        'with = "return list(values)"',
        'with = "return list(values"',
        "leaves no valid Python",
    ),
    ("mutations-present", "explain", "claims.toml", 'because = "The list itself is put in order."', "", "has no `because`"),
    (
        "probe-answers",
        "explain",
        "proof.py",
        "def last_entry(size: int)",
        "def last_entry(length: int)",
        "does not take the parameters",
    ),
    (
        "probe-forms",
        "explain",
        "rubric.toml",
        'explain = "The largest comes last."',
        'explain = " "',
        "nothing explains the truth",
    ),
    (
        "probe-forms",
        "explain",
        "rubric.toml",
        'explain = "The largest',
        'options = ["3"]\nexplain = "The largest',
        "has no options",
    ),
    (
        "probe-forms",
        "explain",
        "rubric.toml",
        'explain = "The largest',
        'relative = true\nexplain = "The largest',
        "says nothing",
    ),
    ("probe-forms", "explain", "rubric.toml", 'explain = "The largest', 'tolerance = -1\nexplain = "The largest', "is not one"),
    ("proof-seconds", "explain", "item.toml", "seconds = 1", "seconds = 11", "10 are the most"),
    ("proof-seconds", "code", "item.toml", "minutes = 5", "minutes = 5\nseconds = 1", "there is no proof"),
    ("proof-cells", "explain", "proof.py", "\n\n@probe\ndef last_entry", "\n\n# %%\n@probe\ndef last_entry", "has no title"),
    (
        "question-length",
        "predict",
        "question.md",
        "line by line",
        "line by line" + " again" * 150,
        "150 are the most for predict",
    ),
    ("sources-primary", "explain", "item.toml", "Python 3.13 HOWTO", "Real Python 3.13", "looks second-hand (Real Python)"),
    (
        "sources-primary",
        "explain",
        "item.toml",
        "https://docs.python.org/3.13/howto/sorting.html",
        "http://localhost/1",
        "is no address",
    ),
    ("submissions-expected", "code", "submissions/expect.toml", "wrong_answer/square", "accepted/product", "is to be accepted"),
    ("unique-ids", "explain", "rubric.toml", 'id = "last"', 'id = "first"', "2 probe entries are called 'first'"),
    ("unwritten", "explain", "hints.md", "1. Who", "1. TODO Who", "hints.md:1: This is not written yet"),
]


@pytest.mark.parametrize(("rule", "kind", "file", "old", "new", "message"), BRANCHES)
def test_a_rule_finds_its_other_defects_too(
    tmp_path: Path, rule: str, kind: str, file: str, old: str, new: str, message: str
) -> None:
    folder = changed(tmp_path, kind, file, old, new)
    problems = [problem for problem in lint(folder, curriculum_at(tmp_path)) if problem.rule == rule]
    assert message in told(problems)


@pytest.mark.parametrize("file", ["question.md", "hints.md", "answer.md", "design.md"])
def test_a_missing_or_undecodable_text_is_told_once(tmp_path: Path, file: str) -> None:
    folder = whole(tmp_path, "predict")
    (folder.path / file).unlink()
    missing = lint(folder, curriculum_at(tmp_path))
    (folder.path / file).write_bytes(b"caf\xe9\n")
    undecodable = lint(folder, curriculum_at(tmp_path))
    for problems, message in ((missing, "It cannot be read"), (undecodable, "It is not UTF-8")):
        assert [problem.rule for problem in problems] == ["readable"]
        assert file in problems[0].where
        assert message in problems[0].message


def test_links_are_strays(tmp_path: Path) -> None:
    folder = whole(tmp_path, "code")
    (folder.path / "starter" / "data.py").symlink_to("/etc/hostname")
    assert "It is a link" in told(lint(folder, curriculum_at(tmp_path)))


def test_self_assessed_items_have_the_four_bands_in_place_of_probes(tmp_path: Path) -> None:
    folder = whole(tmp_path, "explain")
    rubric = folder.path / "rubric.toml"
    kept = "\n".join(
        block for block in rubric.read_text().split("\n\n") if "[[criterion.probe]]" not in block and "misconception" not in block
    )
    band = '\n[[band]]\nlevel = "{}"\nanswer = "I would sort a copy."\nbecause = "It names one way."\n'
    rubric.write_text(kept + "".join(band.format(level) for level in ("weak", "mid", "senior")))
    known = curriculum_at(tmp_path)
    assert "The bands are weak, mid, senior. Fix: Write one for each of weak, mid, senior, staff." in told(lint(folder, known))
    rubric.write_text(kept + "".join(band.format(level) for level in ("weak", "mid", "senior", "staff")))
    assert "probes-enough" not in {problem.rule for problem in lint(folder, known)}


def test_every_fix_says_something() -> None:
    for rule in DEFECTS:
        known = curriculum_at(BROKEN / rule)
        for folder in known.folders.values():
            assert all(len(problem.fix.split()) >= 2 for problem in lint(folder, known))
