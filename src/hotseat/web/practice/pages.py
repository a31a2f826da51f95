"""How an attempt is shown: the whole page, or the part of it that a step changes."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from hotseat.judges.registry import single
from hotseat.rubric.probe import DrawnProbe
from hotseat.web import actions
from hotseat.web.practice import predictions
from hotseat.web.practice.desk import ANSWER, Desk, ItemGone, Stage, desk_of
from hotseat.web.practice.finish import finish
from hotseat.web.practice.notebook import notebook
from hotseat.web.practice.reference import reference
from hotseat.web.running import judging, proving
from hotseat.web.running.tools import curriculum


def address(attempt_id: str) -> str:
    """The address of the attempt's page."""
    return f"/attempts/{attempt_id}/"


def show(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """The attempt's page; for a script that asks, the part that changes. What is pending is judged, whoever was to do it."""
    try:
        desk = desk_of(attempt_id)
    except ItemGone as gone:
        return render(
            request, "practice/record.html", {"attempt": gone.attempt, "parts": actions.commitments(attempt_id).values()}
        )
    part = "results" if desk.with_files else "stage"
    template = f"practice/{part}.html" if request.headers.get("HX-Request") else "practice/attempt.html"
    return render(request, template, context(desk))


def stepped(request: HttpRequest, attempt_id: str, *, moved: bool = False) -> HttpResponse:
    """The answer to a step that was taken: the part that changes, or the way to the page. `moved`: it is another attempt now."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(address(attempt_id), status=303)
    response = show(request, attempt_id)
    if moved:
        response.headers["HX-Push-Url"] = address(attempt_id)
    return response


def context(desk: Desk) -> dict[str, Any]:
    """What the templates of an attempt use."""
    found: dict[str, Any] = {
        "desk": desk,
        "attempt": desk.attempt,
        "item": desk.folder.item,
        "area": _area_title(desk),
        "ground": desk.ground,
        "question": desk.folder.question(),
        "hints": desk.folder.hints()[: desk.hints_opened],
        "hints_left": max(0, len(desk.folder.hints()) - desk.hints_opened),
        "report": desk.attempt.report,
        "unsaved": "",
    }
    if desk.attempt.pending:
        found["unsaved"] = judging.unsaved(desk.attempt.id)
        if not found["unsaved"]:
            judging.wake(desk.attempt.id)
    if desk.with_files:
        found |= _workbench(desk)
    return found | _STAGES[desk.stage](desk)


def _area_title(desk: Desk) -> str:
    areas = {area.id: area.title for area in curriculum().roadmap.areas}
    return areas.get(desk.folder.item.area, desk.folder.item.area)


def _answer(desk: Desk) -> dict[str, Any]:
    return {"draft": desk.drafts.get(ANSWER, "")}


def _probes(desk: Desk) -> dict[str, Any]:
    return {"probes": [{"drawn": drawn, "fields": _fields(drawn)} for drawn in desk.probes], "own": desk.commitments.get(ANSWER)}


def _fields(drawn: DrawnProbe) -> list[str]:
    """A label for each field that the learner fills in; one without a label for most forms."""
    return list(drawn.probe.labels) if drawn.probe.form == "integers" else [""]


def _predict(desk: Desk) -> dict[str, Any]:
    steps = predictions.steps(desk)
    return {"steps": steps, "program": predictions.program(desk), "of": len(predictions.paths(desk)), "drafts": desk.drafts}


def _workbench(desk: Desk) -> dict[str, Any]:
    """What the editor holds: the submission, else the draft, else the starter."""
    file = single(desk.folder)
    given = desk.attempt.submission
    starter = desk.folder.starter().get(file, b"").decode("utf-8", "replace")
    text = given.files.get(file, b"").decode("utf-8", "replace") if given else desk.drafts.get(file, starter)
    report = desk.attempt.report
    cases = () if report is None else report.cases if desk.revealed else tuple(case.concealed() for case in report.cases)
    return {"file": file, "text": text, "starter": starter, "cases": cases}


def _revealed(desk: Desk) -> dict[str, Any]:
    book = notebook(desk)
    run = proving.newest(desk.folder.item.uuid)
    if book is not None and run is not None and run.stream.finished:
        book.take(run.stream.events)
    found: dict[str, Any] = {
        "own": desk.commitments.get(ANSWER),
        "sections": desk.folder.answer(),
        "notebook": book,
        "run": run,
        "finish": finish(desk),
        "cited": sorted({source for section in desk.folder.answer() for source in section.sources}),
    }
    if desk.with_files:
        found["reference"] = reference(desk)
    if desk.folder.item.kind == "predict":
        found |= _predict(desk)
    return found


def _nothing_more(_desk: Desk) -> dict[str, Any]:
    return {}


_STAGES = {
    Stage.ANSWER: _answer,
    Stage.PROBES: _probes,
    Stage.PREDICT: _predict,
    Stage.WORK: _nothing_more,
    Stage.JUDGING: _nothing_more,
    Stage.REVEALED: _revealed,
}
