"""Proofs run in the sandbox, claim by claim."""

from pathlib import Path

import pytest

from hotseat.curriculum import ItemFolder
from hotseat.proof.claims import Outcome
from hotseat.proof.records import Charted, ClaimDone, ClaimStarted, ProofDone, Record, Shown
from hotseat.proof.runner import NoTruth, prove, truth
from hotseat.rubric.probe import DrawnProbe, Probe
from hotseat.sandbox import Sandbox
from tests.folders import folder
from tests.processes import alive_with, marker, wait_until

PROOF = """
    # %% A cell
    from hotseat.proof import Outcome, chart, claim, probe, show

    print("imported")

    @claim("holds")
    def holds():
        show("a value", 3, "units")
        chart("growth", [1, 2], {"list": [1.0, None]}, x_label="n", y_label="s", log_x=True)
        return True

    @claim("fails")
    def fails(): return 1 > 2

    @claim("undecided")
    def undecided(): return None

    @claim("unshown")
    def unshown(): return Outcome.UNSHOWN

    @claim("raises")
    def raises(): return 1 / 0

    @claim("slow")
    def slow():
        import os, sys
        os.execv(sys.executable, [sys.executable, "-S", "-c", "import time; time.sleep(60)", "WORD"])

    @probe
    def double(n): return 2 * n

    @probe
    def several(): return ("a", "b")
"""


@pytest.fixture
def word() -> str:
    return marker()


@pytest.fixture
def item(tmp_path: Path, word: str) -> ItemFolder:
    return folder(tmp_path, "explain", "seconds = 1\n", proof_py=PROOF.replace("WORD", word))


def records(item: ItemFolder, sandbox: Sandbox, *claims: str, source: str | None = None) -> list[Record]:
    return list(prove(item, sandbox, claims=claims, source=source))


def test_a_claim_tells_what_it_measures_then_what_became_of_it(item: ItemFolder, sandbox: Sandbox) -> None:
    started, shown, charted, done, over = records(item, sandbox, "holds")
    assert started == ClaimStarted("holds")
    assert shown == Shown("holds", "a value", 3, "units")
    assert isinstance(charted, Charted)
    assert charted.chart["series"] == {"list": [1.0, None]}
    assert isinstance(done, ClaimDone)
    assert done.outcome is Outcome.HOLDS
    assert isinstance(over, ProofDone)
    assert (over.outcome, over.message, over.printed) == (Outcome.HOLDS, "All 1 claims hold.", "imported\n")


@pytest.mark.parametrize(
    ("claims", "outcome", "message"),
    [
        (("holds", "unshown"), Outcome.HOLDS, "All 2 claims hold. 1 of them cannot be shown here."),
        (("holds", "undecided"), Outcome.INCONCLUSIVE, "1 of 2 claims did not decide here."),
        (("undecided", "fails"), Outcome.FAILS, "1 of 2 claims failed here."),
        (("fails", "raises"), None, "A claim's function raised an exception."),
        (("nothing",), None, "proof.py defines no claim called nothing."),
        (("holds", "slow"), None, ""),
    ],
)
def test_the_worst_claim_decides(
    item: ItemFolder,
    sandbox: Sandbox,
    claims: tuple[str, ...],
    outcome: Outcome | None,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hotseat.proof.runner._patience", lambda item: 3.0)
    over = records(item, sandbox, *claims)[-1]
    assert isinstance(over, ProofDone)
    assert over.outcome is outcome
    assert message in over.message


def test_an_exception_is_shown_from_the_proofs_own_line_on(item: ItemFolder, sandbox: Sandbox) -> None:
    done = records(item, sandbox, "raises")[-2]
    assert isinstance(done, ClaimDone)
    assert "ZeroDivisionError" in done.message
    assert 'File "proof.py"' in done.message
    assert "inside.py" not in done.message


def test_an_edited_proof_runs_instead(item: ItemFolder, sandbox: Sandbox) -> None:
    edited = "from hotseat.proof import claim\n@claim('mine')\ndef mine(): return False\n"
    assert [type(record) for record in records(item, sandbox, source=edited)] == [ClaimStarted, ClaimDone, ProofDone]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = ", "SyntaxError"),
        ("import nothing_here", "ModuleNotFoundError"),
        ("import os; os._exit(0)", "before every claim was decided"),
        ("while True: print('x' * 10000)", "printed more than"),
        ("import os; os.write(int(os.environ.get('HOTSEAT_CHANNEL', 3)), b'[]\\n' * 9)", "wrote something of its own"),
        ("x = bytearray(3 << 30)", "MemoryError"),
        ("", "before every claim was decided"),
    ],
)
def test_a_proof_that_breaks_says_how(item: ItemFolder, sandbox: Sandbox, source: str, message: str) -> None:
    over = records(item, sandbox, source=source)[-1]
    assert isinstance(over, ProofDone)
    assert over.outcome is None
    assert message in over.message


def test_stopping_leaves_nothing_running(item: ItemFolder, sandbox: Sandbox, word: str) -> None:
    running = prove(item, sandbox, claims=("slow",))
    assert next(running) == ClaimStarted("slow")
    wait_until(lambda: alive_with(word))
    running.close()
    wait_until(lambda: not alive_with(word))


def drawn(answer: str, **values: int) -> DrawnProbe:
    return DrawnProbe(Probe("p", "?", "integer", answer), values, "?", ())


def test_a_truth_is_computed_with_the_drawn_values(item: ItemFolder, sandbox: Sandbox) -> None:
    assert truth(item, drawn("double", n=21), sandbox) == 42
    assert truth(item, drawn("several"), sandbox) == ["a", "b"]


@pytest.mark.parametrize(("answer", "values"), [("double", {}), ("nothing", {}), ("holds", {})])
def test_a_truth_that_cannot_be_computed_says_why(
    item: ItemFolder, sandbox: Sandbox, answer: str, values: dict[str, int]
) -> None:
    with pytest.raises(NoTruth, match=answer):
        truth(item, drawn(answer, **values), sandbox)
