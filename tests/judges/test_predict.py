from pathlib import Path
from typing import Any

import pytest

from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.registry import check
from hotseat.sandbox import Sandbox
from tests.folders import folder, verdict_of

PROGRAM = """
def add(item, bucket=[]):
    bucket.append(item)
    return bucket

print(add(1))
print(add(2))
"""
SETTINGS = """
    [predict]
    program = "program.py"
    [[predict.counterfactual]]
    ask = "And with a fresh list?"
    replace = "bucket=[]):"
    with = "bucket=None):\\n    bucket = []"
"""


@pytest.fixture
def item(tmp_path: Path) -> ItemFolder:
    return folder(tmp_path, "predict", SETTINGS, starter__program_py=PROGRAM)


@pytest.mark.parametrize(
    ("prediction", "counterfactual", "verdict", "message"),
    [
        ("[1]\n[1, 2]\n", "[1]\n[2]\n", "accepted", "All 2 predictions hold."),
        ("[1]  \r\n[1, 2]\n\n\n", "[1]\n[2]", "accepted", "All 2"),
        ("[1]\n[2]", "[1]\n[2]", "wrong_answer", "prediction: Line 2 is the first that differs."),
        ("[1]\n[1, 2]", "[1]\n[1, 2]", "wrong_answer", "counterfactual-1: Line 2"),
        ("[1]", "[1]\n[2]", "wrong_answer", "prints 2 lines; 1 were predicted"),
        ("", "[1]\n[2]", "wrong_answer", "Nothing was predicted"),
    ],
)
def test_predictions_are_compared_line_by_line(
    item: ItemFolder, sandbox: Sandbox, prediction: str, counterfactual: str, verdict: str, message: str
) -> None:
    files: dict[str, Any] = {"prediction_txt": prediction, "counterfactual-1_txt": counterfactual}
    report = verdict_of(item, sandbox, **files)
    assert report.verdict.value == verdict
    assert message in report.message


def test_a_missing_counterfactual_is_wrong_and_nothing_at_all_is_refused(item: ItemFolder, sandbox: Sandbox) -> None:
    assert verdict_of(item, sandbox, prediction_txt="[1]\n[1, 2]").verdict is Verdict.WRONG_ANSWER
    assert verdict_of(item, sandbox, program_py=PROGRAM).verdict is Verdict.CRASHED


def test_an_exception_prints_its_last_line(tmp_path: Path, sandbox: Sandbox) -> None:
    raising = folder(tmp_path, "predict", SETTINGS, starter__program_py=PROGRAM + "print(add(1, 2))\n")
    report = verdict_of(raising, sandbox, prediction_txt="[1]\n[1, 2]\nAttributeError: 'int' object has no attribute 'append'")
    assert report.cases[0].verdict is Verdict.ACCEPTED


def test_a_program_that_does_not_end_is_the_items_fault(tmp_path: Path, sandbox: Sandbox) -> None:
    endless = folder(
        tmp_path, "predict", "[limits]\nwall_seconds = 0.5\n" + SETTINGS, starter__program_py=PROGRAM + "while True: pass\n"
    )
    assert verdict_of(endless, sandbox, prediction_txt="[1]").verdict is Verdict.JUDGE_ERROR


def test_a_check_wants_a_counterfactual_that_fits(tmp_path: Path) -> None:
    assert (
        "counterfactual"
        in check(
            folder(
                tmp_path / "none",
                "predict",
                '[predict]\nprogram = "program.py"\ncounterfactual = []\n',
                starter__program_py=PROGRAM,
            )
        )[0].message
    )
    twice = SETTINGS.replace("bucket=[]):", "bucket")
    assert "occurs 3 times" in check(folder(tmp_path / "twice", "predict", twice, starter__program_py=PROGRAM))[0].message
