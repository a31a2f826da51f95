import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotseat.core.attempt import Rating
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.learner.settings import LearnerSettings
from hotseat.web import actions
from hotseat.web.actions import ImportRefused, ImportSummary, StorageFailed, importing, portable
from tests.web.actions.histories import FILES, ITEM, START, at, finished, report


def exported() -> list[str]:
    """The export as it stands."""
    return list(actions.export_lines())


def from_elsewhere(happened: Callable[[], object]) -> list[str]:
    """The export of another data folder, in which this happened."""
    with transaction.atomic():
        happened()
        lines = exported()
        transaction.set_rollback(True)
    return lines


def everything() -> None:
    """A history with every kind of row in it."""
    finished(0)
    given_up = actions.open_attempt(ITEM, now=at(10), seed=-5, test_out=True)
    actions.give_up(given_up.id, now=at(11))
    pending = actions.open_attempt(ITEM, now=at(20), seed=2)
    actions.submit(pending.id, FILES, now=at(21))
    writing = actions.open_attempt(ITEM, now=at(30), seed=3)
    actions.save_draft(writing.id, "solution.py", "def add(", now=at(31))
    actions.save_settings(LearnerSettings(at(0).date(), None, 45), now=at(40))
    actions.save_settings(LearnerSettings(at(0).date(), None, 30), now=at(41))


def test_an_export_imported_elsewhere_exports_the_same() -> None:
    lines = from_elsewhere(everything)
    assert actions.import_lines(lines) == ImportSummary(added=4, settings=2)
    assert exported() == lines
    assert len(actions.pending()) == 1
    assert actions.attempts()[0].report == report()


def test_importing_again_changes_nothing() -> None:
    everything()
    lines = exported()
    assert actions.import_lines(lines) == ImportSummary(unchanged=4)
    assert exported() == lines


def test_two_machines_put_together_have_what_both_had() -> None:
    lines = from_elsewhere(lambda: finished(60))
    here = finished(0)
    actions.import_lines(lines)
    assert len(actions.attempts()) == 2
    assert actions.attempts()[0].id == here


def test_an_attempt_that_went_on_elsewhere_is_extended() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)

    def went_on() -> None:
        actions.submit(attempt.id, FILES, now=at(1))
        actions.record_report(attempt.id, report(), now=at(2))
        actions.rate(attempt.id, Rating.EASY, now=at(3))

    lines = from_elsewhere(went_on)
    assert actions.import_lines(lines) == ImportSummary(extended=1)
    assert actions.attempt(attempt.id).rating is Rating.EASY


def test_an_attempt_that_took_two_ways_stays_as_it_is_here() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)

    def other_way() -> None:
        actions.submit(attempt.id, Submission.of({"solution.py": b"other"}), now=at(1))
        actions.record_report(attempt.id, report(Verdict.CRASHED), now=at(2))

    lines = from_elsewhere(other_way)
    actions.submit(attempt.id, FILES, now=at(1))
    assert actions.import_lines(lines) == ImportSummary(differing=1)
    assert actions.attempt(attempt.id).submission == FILES
    assert actions.attempt(attempt.id).report is None


def test_the_first_report_stands_against_an_imported_one() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.submit(attempt.id, FILES, now=at(1))
    lines = from_elsewhere(lambda: actions.record_report(attempt.id, report(Verdict.CRASHED), now=at(2)))
    actions.record_report(attempt.id, report(), now=at(3))
    assert actions.import_lines(lines) == ImportSummary(unchanged=1)
    assert actions.attempt(attempt.id).report == report()


def changed(lines: list[str], number: int, **keys: object) -> list[str]:
    """The lines with these keys of one of them replaced."""
    value = json.loads(lines[number])
    inner = value.get("attempt", value)
    inner.update(keys)
    return [*lines[:number], json.dumps(value), *lines[number + 1 :]]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda lines: changed(lines, 0, format_version=2), r"format 2; this Hotseat reads 1. Nothing was imported. Update"),
        (lambda lines: lines[1:], "no Hotseat export"),
        (lambda lines: [], "no Hotseat export"),
        (lambda lines: ["\x7fELF", "\0"], "no Hotseat export"),
        (lambda lines: lines[:-1], "cut short"),
        (lambda lines: [lines[0], lines[-1]], "counts 4 attempts and 2 settings, which are not all there"),
        (lambda lines: changed(lines, 2, seed="seven"), r"Line 3 .*Expected `int`, got `str`"),
        (lambda lines: changed(lines, 2, opened_at="2026-03-02T10:00:00"), "Line 3 .*timezone"),
        (lambda lines: changed(lines, 2, mood="fine"), "Line 3 .*unknown field `mood`"),
        (
            lambda lines: changed(lines, 2, report={"reported_at": "2026-03-02T10:00:00Z", "body": {}}),
            "a report without a submission",
        ),
        (lambda lines: [*lines[:3], "{}", *lines[3:]], "Line 4 .*not one attempt"),
        (lambda lines: [*lines[:3], lines[3][:40], *lines[4:]], "Line 4 "),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_taken_in_whole_changes_nothing(spoil: Callable[[list[str]], list[str]], why: str) -> None:
    lines = from_elsewhere(everything)
    finished(90)
    before = exported()
    with pytest.raises(ImportRefused, match=why) as refused:
        actions.import_lines(spoil(lines))
    assert "Nothing was imported" in str(refused.value)
    assert exported() == before


def test_a_report_from_a_newer_hotseat_is_refused_with_its_line() -> None:
    lines = from_elsewhere(lambda: finished(0))
    value = json.loads(lines[1])
    value["attempt"]["report"]["body"]["format_version"] = 99
    with pytest.raises(ImportRefused, match=r"Line 2 .*format 99"):
        actions.import_lines([lines[0], json.dumps(value), *lines[2:]])


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
moments = st.integers(10**15, 2 * 10**15).map(lambda microseconds: START + timedelta(microseconds=microseconds))
paths = st.text("abc_", min_size=1, max_size=8).map(lambda name: f"{name}.py")


@st.composite
def attempts(draw: st.DrawFn) -> portable.Attempt:
    """An attempt at any of its stages."""
    submitted = draw(st.booleans())
    reported = submitted and draw(st.booleans())
    parts = draw(st.lists(paths, unique=True, max_size=3))
    return portable.Attempt(
        id=draw(st.uuids()),
        item=draw(st.uuids()),
        opened_at=draw(moments),
        seed=draw(st.integers(-(2**63), 2**63 - 1)),
        test_out=draw(st.booleans()),
        commitments=sorted(
            (portable.Commitment(path=path, text=draw(texts), committed_at=draw(moments)) for path in parts),
            key=lambda one: (one.committed_at, one.path),
        ),
        hints=[portable.Hint(number=n, opened_at=draw(moments)) for n in range(draw(st.integers(0, 2)))],
        submission=portable.Submission(
            submitted_at=draw(moments),
            files=[
                portable.File.of(path, draw(st.binary(max_size=30)))
                for path in draw(st.lists(paths, unique=True, min_size=1, max_size=3).map(sorted))
            ],
        )
        if submitted
        else None,
        report=portable.Report(reported_at=draw(moments), body=report(draw(st.sampled_from(Verdict))).as_json())
        if reported
        else None,
        gave_up_at=draw(st.none() | moments),
        ratings=sorted(
            (
                portable.Rating(id=draw(st.uuids()), rating=draw(st.integers(1, 4)), rated_at=draw(moments))
                for _ in range(draw(st.integers(0, 2)))
            ),
            key=lambda one: (one.rated_at, one.id),
        ),
        drafts=[]
        if submitted
        else [
            portable.Draft(path=path, text=draw(texts), saved_at=draw(moments))
            for path in draw(st.lists(paths, unique=True, max_size=2).map(sorted))
        ],
    )


@given(st.lists(attempts(), max_size=4, unique_by=lambda one: one.id))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_export_that_can_be_written_is_read_back_the_same(found: list[portable.Attempt]) -> None:
    ordered = sorted(found, key=lambda one: (one.opened_at, one.id))
    lines = [
        portable.write(portable.Header(format=portable.FORMAT, format_version=portable.FORMAT_VERSION)),
        *(portable.write(portable.Entry(attempt=attempt)) for attempt in ordered),
        portable.write(portable.Entry(end=portable.End(attempts=len(ordered), settings=0))),
    ]
    with transaction.atomic():
        actions.import_lines(lines)
        assert exported() == lines
        transaction.set_rollback(True)


def test_an_import_that_fails_on_its_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = from_elsewhere(everything)
    kept = importing._take
    taken: list[portable.Attempt] = []

    def full_after_two(attempt: portable.Attempt) -> str:
        taken.append(attempt)
        if len(taken) == 3:
            raise OperationalError("database or disk is full")
        return kept(attempt)

    monkeypatch.setattr(importing, "_take", full_after_two)
    with pytest.raises(StorageFailed, match="disk is full"):
        actions.import_lines(lines)
    assert actions.attempts() == ()
