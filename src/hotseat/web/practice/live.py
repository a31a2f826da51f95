"""What happens while the learner watches, as server-sent events whose data are pieces of the page."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from hotseat.core.event import CaseDone, Event, Progress
from hotseat.core.report import Report
from hotseat.proof.records import ProofDone, Record
from hotseat.web.actions import Refused
from hotseat.web.pages.sent_events import message, seen, streaming
from hotseat.web.practice.desk import Desk, Stage, desk_of
from hotseat.web.practice.notebook import Notebook, notebook
from hotseat.web.running import judging, proving
from hotseat.web.running.proving import ProofRun
from hotseat.web.running.stream import Stream

MAX_SOURCE = 400_000


@require_GET
async def judgement(request: HttpRequest, attempt_id: str) -> StreamingHttpResponse:
    """The events of the judgement, from the first one that this page has not seen; then `end`."""
    return streaming(_judgement(judging.stream_of(attempt_id), seen(request)))


async def _judgement(stream: Stream[Event] | None, start: int) -> AsyncIterator[str]:
    if stream is not None:
        async for number, event in stream.follow(start):
            match event:
                case CaseDone():
                    shown = {"case": event.case.concealed(), "number": event.number, "total": event.total, "live": True}
                    yield message("case", render_to_string("practice/case.html", shown), number)
                case Progress():
                    yield message("progress", render_to_string("practice/progress.html", {"progress": event}), number)
                case Report():
                    pass
    yield message("end", "done")


@require_POST
def prove(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Run the item's proof, or the learner's edit of it, and show the notebook in which it is followed."""
    desk = desk_of(attempt_id)
    if desk.stage is not Stage.REVEALED or desk.folder.proof is None:
        raise Refused("The proof is shown after your own answer. Nothing was run.")
    source = request.POST.get("source", "").replace("\r\n", "\n")
    if len(source.encode("utf-8", "replace")) > MAX_SOURCE:
        raise Refused(f"The edited proof is longer than {MAX_SOURCE:,} bytes. Nothing was run.")
    original = desk.folder.proof.read_text(encoding="utf-8")
    run = proving.start(desk.folder.item.uuid, source if source.strip() and source != original else None)
    return _notebook(request, desk, run)


@require_POST
def stop(request: HttpRequest, attempt_id: str, run_id: str) -> HttpResponse:
    """End a run of a proof."""
    run = proving.run_of(run_id)
    if run is not None:
        run.stream.cancel()
    return _notebook(request, desk_of(attempt_id), run)


@require_GET
def proof(request: HttpRequest, attempt_id: str, run_id: str) -> HttpResponse:
    """The notebook with what this run has told."""
    return _notebook(request, desk_of(attempt_id), proving.run_of(run_id))


@require_GET
def records(request: HttpRequest, attempt_id: str, run_id: str) -> StreamingHttpResponse:
    """The records of a run, each as the piece of the notebook that it changes; then `end`."""
    run = proving.run_of(run_id)
    desk = desk_of(attempt_id)
    book = notebook(desk, run.source if run else None)
    context = {"attempt": desk.attempt, "item": desk.folder.item, "csrf": get_token(request)}
    return streaming(_records(run, book, context, seen(request)))


async def _records(run: ProofRun | None, book: Notebook | None, context: Mapping[str, Any], start: int) -> AsyncIterator[str]:
    if run is not None and book is not None:
        book.take(_first(run.stream.events, start))
        async for number, record in run.stream.follow(start):
            book.take([record])
            yield message("record", _piece(book, run, record, context), number)
    yield message("end", "done")


def _piece(book: Notebook, run: ProofRun, record: Record, context: Mapping[str, Any]) -> str:
    """The parts of the notebook that a record changes; each replaces its namesake on the page."""
    shown = {**context, "notebook": book, "run": run, "swap": True}
    if isinstance(record, ProofDone):
        return render_to_string("practice/proof_status.html", shown) + render_to_string("practice/count.html", shown)
    view = book.view(record.claim)
    if view is None or view in book.loose:
        return render_to_string("practice/loose.html", shown)
    return render_to_string("practice/claim.html", {**shown, "view": view}) + render_to_string("practice/count.html", shown)


def _first(events: Iterable[Record], count: int) -> list[Record]:
    return list(events)[:count]


def _notebook(request: HttpRequest, desk: Desk, run: ProofRun | None) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        from hotseat.web.practice.pages import show

        return show(request, desk.attempt.id)
    book = notebook(desk, run.source if run else None)
    if book is not None and run is not None and run.stream.finished:
        book.take(run.stream.events)
    context = {"notebook": book, "run": run, "attempt": desk.attempt, "item": desk.folder.item, "ground": desk.ground}
    return render(request, "practice/notebook.html", context)
