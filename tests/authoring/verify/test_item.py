"""Items are verified in the real sandbox: whole ones are proved, each defect is found."""

from contextlib import closing
from pathlib import Path

import pytest

from hotseat.authoring.verify import Standing, Verified, verify
from hotseat.curriculum import ItemFolder
from hotseat.judges.examiner.examiners import Examiners
from hotseat.judges.protocol import Tools
from hotseat.sandbox import Sandbox
from hotseat.services import SERVICES
from tests.authoring.items import at, changed, curriculum_at, told, whole


def verified(folder: ItemFolder, sandbox: Sandbox, seeds: int = 1) -> Verified:
    """The item's verification under a curriculum of its own."""
    with closing(Examiners()) as examiners:
        known = curriculum_at(folder.path.parent.parent)
        return verify(folder, known, Tools(sandbox, examiners), range(1, seeds + 1))


def rules(outcome: Verified) -> set[str]:
    return {problem.rule for problem in outcome.problems}


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("explain", {"claims": 2, "mutations": 2, "killed": 2, "probes": 2, "submissions": 3}),
        ("code", {"submissions": 7, "junk": 10}),
        ("predict", {"submissions": 5, "junk": 4}),
    ],
)
def test_a_whole_item_is_proved(tmp_path: Path, sandbox: Sandbox, kind: str, counts: dict[str, int]) -> None:
    outcome = verified(whole(tmp_path, kind), sandbox, seeds=2)
    assert told(list(outcome.problems)) == ""
    assert outcome.standing is Standing.PROVED
    assert {name: outcome.counts[name] for name in counts} == counts


CASES = """\
    yield Case("two", call="double", args=(2,), expect=4, shown=True)
    yield Case("three", call="double", args=(3,), expect=6)"""
NO_CALL = '    yield Case("one", program="result = 1", expect=1)'
LAST = "(size, 0, -1)))[-1]"
FOLK = "submissions/wrong_answer/reversed.toml"
ONE_MORE = "submissions/wrong_answer/one-more.py"
PRODUCT = "submissions/accepted/product.py"

DEFECTS = [
    ("claim-fails", "explain", "proof.py", "result == [1, 2, 3]", "result == [3]", "The claim copy-in-order fails."),
    ("claim-breaks", "explain", "proof.py", "result = in_order([3, 1, 2])", "result = in_order(None)", "TypeError"),
    ("claim-undecided", "explain", "proof.py", "return result == [1, 2, 3]", "return None", "stays inconclusive"),
    ("proof-breaks", "explain", "proof.py", "import claim, probe", "import claim, probe\n1 / 0", "ZeroDivisionError"),
    ("mutation-survives", "explain", "claims.toml", '"return list(values)"', '"return sorted(list(values))"', "still holds"),
    ("mutation-breaks", "explain", "claims.toml", '"return list(values)"', '"return absent(values)"', "NameError"),
    ("truth-changes", "explain", "proof.py", LAST, f"{LAST} + __import__('time').time_ns()", "was"),
    ("truth-constant", "explain", "proof.py", LAST, "(size, 0, -1)))[0]", "'1' is right for all of 2 draws"),
    ("truth-unfit", "explain", "proof.py", "return in_order(list(range(size, 0, -1)))[-1]", "return 'many'", "wants 1 figure"),
    ("truth-breaks", "explain", "proof.py", LAST, "(size, 0, -1)))[size]", "IndexError"),
    ("submission-verdict", "explain", FOLK, "last =", "lasst =", "It gets crashed with seed 1"),
    ("submission-verdict", "code", PRODUCT, "2 * number", "2 + number", "gets wrong_answer with seed 1"),
    ("submission-case", "code", "submissions/expect.toml", '"three"', '"two"', "Its verdict comes from three"),
    ("case-unguarded", "code", ONE_MORE, "number + 1", "4 if number == 2 else 9", "fails the case 'two'"),
    ("starter-accepted", "code", "starter/solution.py", "raise NotImplementedError", "return 2 * number", "is accepted"),
    ("accepted-slow", "code", "item.toml", "cpu_seconds = 0.4", "cpu_seconds = 0.0001", "and half of it is the most"),
    ("junk-accepted", "code", "judge/cases.py", CASES, NO_CALL, "Junk (empty) is accepted"),
    ("junk-breaks-the-judge", "code", "judge/cases.py", "expect=6", "check=lambda got: got + 0 == 6", "TypeError"),
]


@pytest.mark.parametrize(("rule", "kind", "file", "old", "new", "message"), DEFECTS)
def test_a_defect_is_found(
    tmp_path: Path, sandbox: Sandbox, rule: str, kind: str, file: str, old: str, new: str, message: str
) -> None:
    outcome = verified(changed(tmp_path, kind, file, old, new), sandbox)
    assert outcome.standing is Standing.FAILED
    assert rule in rules(outcome), told(list(outcome.problems))
    assert message in told(list(outcome.problems))


def test_an_unshown_claim_is_counted_and_its_mutations_are_not_run(tmp_path: Path, sandbox: Sandbox) -> None:
    folder = changed(tmp_path, "explain", "proof.py", "return result == [1, 2, 3]", "return Outcome.UNSHOWN")
    proof = folder.path / "proof.py"
    proof.write_text(proof.read_text().replace("import claim", "import Outcome, claim"))
    outcome = verified(folder, sandbox)
    assert outcome.standing is Standing.PROVED, told(list(outcome.problems))
    assert (outcome.counts["claims"], outcome.counts["unshown"], outcome.counts["mutations"]) == (2, 1, 1)


def test_nothing_is_run_of_an_item_that_does_not_lint(tmp_path: Path, sandbox: Sandbox) -> None:
    outcome = verified(changed(tmp_path, "code", "item.toml", "minutes = 5", "minutes = 1"), sandbox)
    assert (outcome.standing, rules(outcome), dict(outcome.counts)) == (Standing.FAILED, {"minutes-sane"}, {})


def test_an_item_whose_service_is_missing_is_not_run_here(
    tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = whole(tmp_path, "explain")
    item = folder.path / "item.toml"
    item.write_text(item.read_text().replace("seconds = 1", 'seconds = 1\nservices = ["valkey"]'))
    monkeypatch.setitem(SERVICES, "valkey", lambda: None)
    outcome = verified(at(folder.path), sandbox)
    assert (outcome.standing, outcome.problems) == (Standing.NOT_RUN_HERE, ())
    assert "valkey is not installed here" in outcome.message
