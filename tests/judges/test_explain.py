from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.core.event import CaseDone, Progress
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.explain import answers
from hotseat.judges.explain.answers import ProbeAnswers
from hotseat.sandbox import Sandbox
from tests.folders import events, folder, verdict_of

PROOF = """
    from hotseat.proof import probe

    @probe
    def square(n):
        return n * n

    @probe
    def broken():
        raise RuntimeError("the proof is broken")
"""
RUBRIC = """
    [[criterion]]
    id = "squares"
    text = "Squares."
    [[criterion.probe]]
    id = "square"
    ask = "What is {n} squared?"
    form = "integer"
    answer = "square"
    explain = "It is multiplied by itself."
    parameters = { n = [3, 5, 7, 11] }
"""
BROKEN = (
    RUBRIC
    + '    [[criterion.probe]]\n    id = "other"\n    ask = "?"\n    form = "integer"\n    answer = "broken"\n    explain = "."\n'
)


@pytest.fixture
def item(tmp_path: Path) -> ItemFolder:
    return folder(tmp_path, "explain", "seconds = 1\n", proof_py=PROOF, rubric_toml=RUBRIC)


def truth_for(item: ItemFolder, seed: int) -> int:
    return int(item.rubric().probes[0].draw(seed).values["n"]) ** 2


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_truth_belongs_to_the_draw_that_was_answered(item: ItemFolder, sandbox: Sandbox, seed: int) -> None:
    said = events(item, sandbox, probes_toml=answers.write(ProbeAnswers(seed, {"square": (str(truth_for(item, seed)),)})))
    assert [type(event) for event in said[:-1]] == [Progress, CaseDone]
    report = verdict_of(item, sandbox, probes_toml=answers.write(ProbeAnswers(seed, {"square": (str(truth_for(item, seed)),)})))
    assert report.verdict is Verdict.ACCEPTED
    assert report.cases[0].message == "It is multiplied by itself."
    other = next(seed_ for seed_ in range(100) if truth_for(item, seed_) != truth_for(item, seed))
    wrong = verdict_of(item, sandbox, probes_toml=answers.write(ProbeAnswers(other, {"square": (str(truth_for(item, seed)),)})))
    assert wrong.verdict is Verdict.WRONG_ANSWER


@pytest.mark.parametrize(
    ("text", "verdict", "message"),
    [
        ("seed = 1\n[answers]\n", "wrong_answer", "0 of 1 probes are right. Not right: square."),
        ('seed = 1\n[answers]\nsquare = ["nine"]\n', "wrong_answer", "Not right: square"),
        ('seed = 1\n[answers]\nsquare = ["1", "2"]\n', "wrong_answer", "Not right"),
        ('seed = 1\n[answers]\ncircle = ["1"]\n', "crashed", "answers circle; the item's probes are square"),
        ('seed = "x"\n', "crashed", "It needs `seed = 7`"),
        ("nonsense", "crashed", "probes.toml"),
    ],
)
def test_what_is_wrong_is_said(item: ItemFolder, sandbox: Sandbox, text: str, verdict: str, message: str) -> None:
    report = verdict_of(item, sandbox, probes_toml=text)
    assert report.verdict.value == verdict
    assert message in report.message


def test_a_probe_that_cannot_be_computed_is_the_items_fault(tmp_path: Path, sandbox: Sandbox) -> None:
    broken = folder(tmp_path, "explain", "seconds = 1\n", proof_py=PROOF, rubric_toml=BROKEN)
    seed = 1
    right = answers.write(ProbeAnswers(seed, {"square": (str(truth_for(broken, seed)),), "other": ("1",)}))
    report = verdict_of(broken, sandbox, probes_toml=right)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert "the proof is broken" in report.cases[1].message


CUBES = (
    RUBRIC
    + RUBRIC.replace("square", "cube").replace("Square", "Cube")
    + RUBRIC.replace("square", "root").replace("Square", "Root")
)
CUBE_PROOF = PROOF + "\n    @probe\n    def cube(n):\n        return n ** 3\n\n    @probe\n    def root(n):\n        return 1\n"


@pytest.mark.parametrize(
    ("asked", "given_", "verdict"),
    [
        (("square", "cube"), ("square", "cube"), "accepted"),
        (("square", "cube"), ("square",), "wrong_answer"),
        ((), ("square", "cube"), "wrong_answer"),
        (("square",), ("square",), "crashed"),
        (("square", "square"), ("square",), "crashed"),
    ],
)
def test_two_probes_are_the_least_that_may_be_asked(
    tmp_path: Path, sandbox: Sandbox, asked: tuple[str, ...], given_: tuple[str, ...], verdict: str
) -> None:
    three = folder(tmp_path, "explain", "seconds = 1\n", proof_py=CUBE_PROOF, rubric_toml=CUBES)
    right = {}
    for probe in three.rubric().probes:
        n = int(probe.draw(5).values["n"])
        right[probe.id] = (str({"square": n**2, "cube": n**3, "root": 1}[probe.id]),)
    submitted = answers.write(ProbeAnswers(5, {probe: right[probe] for probe in given_}, asked))
    assert verdict_of(three, sandbox, probes_toml=submitted).verdict.value == verdict


def test_an_item_without_probes_has_no_verdict(tmp_path: Path, sandbox: Sandbox) -> None:
    assessed = folder(tmp_path, "explain", rubric_toml='[[criterion]]\nid = "a"\ntext = "b"\n')
    report = verdict_of(assessed, sandbox, probes_toml="seed = 1")
    assert "for you to assess" in report.message


@given(
    st.integers(0, 2**31),
    st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=30), max_size=3).map(tuple), max_size=4),
)
def test_answers_survive_their_file(seed: int, given_: dict[str, tuple[str, ...]]) -> None:
    def plain(text: str) -> str:
        return text.encode("utf-8", "replace").decode()

    wanted = ProbeAnswers(seed, {plain(probe): tuple(map(plain, fields)) for probe, fields in given_.items()})
    assert answers.read(Submission.of({answers.FILE: answers.write(wanted)})) == wanted
