"""Outcomes of many items, by area and as JSON."""

import json

import pytest

from hotseat.authoring.verify.outcome import Standing, Verified
from hotseat.authoring.verify.summary import document, line, passed
from hotseat.core.problem import Problem

PROVED = Verified("web/etags", Standing.PROVED, (), {"claims": 3, "mutations": 4, "killed": 4}, 1.5)
FAILED = Verified("web/cors", Standing.FAILED, (Problem("claim-fails", "web/cors/proof.py", "It fails.", "Mend it."),))
ABSENT = Verified("databases/index", Standing.NOT_RUN_HERE, message="postgres is not installed here.")


@pytest.mark.parametrize(
    ("outcomes", "require", "expected"),
    [
        ([PROVED], True, True),
        ([PROVED, ABSENT], False, True),
        ([PROVED, ABSENT], True, False),
        ([PROVED, FAILED], False, False),
        ([], False, True),
    ],
)
def test_what_was_not_run_here_fails_only_where_services_are_required(
    outcomes: list[Verified], require: bool, expected: bool
) -> None:
    assert passed(outcomes, require_services=require) is expected


def test_the_document_counts_the_whole_and_each_area() -> None:
    said = json.loads(json.dumps(document([PROVED, FAILED, ABSENT], seconds=2.0, require_services=False)))
    assert (said["format_version"], said["passed"], said["not_run_here"]) == (1, False, ["databases/index"])
    assert said["totals"] == {
        "items": 3,
        "proved": 1,
        "failed": 1,
        "not_run_here": 1,
        "claims": 3,
        "unshown": 0,
        "mutations": 4,
        "killed": 4,
        "probes": 0,
        "truths": 0,
        "submissions": 0,
        "junk": 0,
    }
    assert {area: (found["items"], found["proved"]) for area, found in said["areas"].items()} == {
        "databases": (1, 0),
        "web": (2, 1),
    }
    assert [(item["id"], item["outcome"]) for item in said["items"]] == [
        ("databases/index", "not_run_here"),
        ("web/cors", "failed"),
        ("web/etags", "proved"),
    ]
    assert said["items"][1]["problems"] == [
        {"rule": "claim-fails", "where": "web/cors/proof.py", "message": "It fails.", "fix": "Mend it."}
    ]


def test_a_line_says_what_became_of_an_item() -> None:
    assert line(PROVED).startswith("✓ web/etags: proved, 3 claims, 4 of 4 mutations killed")
    assert line(FAILED).startswith("✗ web/cors: failed")
    assert line(ABSENT) == "– databases/index: not run here. postgres is not installed here."
