"""What the résumé's forms do."""

from urllib.parse import quote
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from hotseat.intake import MAX_BYTES, read
from hotseat.resume.events import Answered, AnyEvent, Chose, Corrected, Followed, event_body, read_event
from hotseat.resume.line import ResumeRefused, tidy
from hotseat.resume.sections import Section
from hotseat.resume.state import QUESTIONS
from hotseat.sandbox import NoProtection
from hotseat.web.actions.errors import Refused
from hotseat.web.pages import clock
from hotseat.web.resume import actions
from hotseat.web.resume.views import desk
from hotseat.web.running.tools import tools


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Read a file or a pasted text, and show its lines for correction."""
    file = request.FILES.get("file")
    pasted = request.POST.get("text", "")
    try:
        sandbox = tools().sandbox
        if file is not None and file.size:
            found = read(file.name or "", file.read(MAX_BYTES + 1), sandbox)
            name = file.name or "a file"
        elif pasted.strip():
            found = read("", pasted.encode("utf-8", "replace"), sandbox, "md" if pasted.lstrip().startswith("#") else "txt")
            name = "pasted text"
        else:
            raise Refused("There is no file and no text. Nothing was kept. Choose a file, or paste your résumé.")
    except (ResumeRefused, NoProtection) as refused:
        raise Refused(str(refused)) from None
    resume = actions.keep(name, found, now=clock.now())
    return _to(f"/resume/{resume}/lines/")


@require_POST
def correct(request: HttpRequest, resume: UUID) -> HttpResponse:
    """Keep each line that was changed; an emptied one is taken out."""
    state = actions.get(resume)
    for line in state.lines:
        text = request.POST.get(f"text-{line.id}")
        section = request.POST.get(f"section-{line.id}", line.section.value)
        if text is not None and (tidy(text), section) != (line.text, line.section.value):
            _record(resume, Corrected(line=line.id, section=_section(section), text=text, bullet=line.bullet))
    return _to(f"/resume/{resume}/" if "done" in request.POST else f"/resume/{resume}/lines/")


@require_POST
def add(request: HttpRequest, resume: UUID) -> HttpResponse:
    """Add a line that was not read."""
    text = request.POST.get("text", "")
    line = actions.add_line(resume, _section(request.POST.get("section", "")), text, after="", now=clock.now())
    return _to(f"/resume/{resume}/lines/#line-{line}")


@require_POST
def answers(request: HttpRequest, resume: UUID, line: str) -> HttpResponse:
    """Keep the four answers, each that was changed."""
    found = actions.get(resume).line(line)
    for question in QUESTIONS:
        text = request.POST.get(f"answer-{question.id}")
        if text is not None and (found is None or text.strip().replace("\r\n", "\n") != found.answers.get(question.id, "")):
            _record(resume, Answered(line=line, question=question.id, text=text.replace("\r\n", "\n")))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return _to(f"/resume/{resume}/lines/{quote(line)}/?saved#answers")


@require_POST
def follow_up(request: HttpRequest, resume: UUID, line: str) -> HttpResponse:
    """Keep an answer to a follow-up, written or spoken, with how well it went."""
    row = desk().at(actions.get(resume), clock.now()).row(line)
    asked = request.POST.get("follow_up", "")
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    seconds = request.POST.get("seconds", "")
    spoken = min(int(seconds), 86_400) if seconds.isdecimal() else 0
    rating = request.POST.get("rating", "")
    if row is not None and asked not in {rung.id for rung in row.rungs}:
        raise Refused(
            "This question no longer belongs to the line: its words were changed. Nothing was saved. Open the line again."
        )
    if rating not in ("1", "2", "3", "4"):
        raise Refused("How well it went is missing. Nothing was saved. Go back, choose one, and keep the answer.")
    if rating != "1" and not text and not spoken:
        raise Refused("There is no answer. Nothing was saved. Go back and write it, or say it aloud with the clock running.")
    _record(resume, Followed(line=line, follow_up=asked, text=text, rating=int(rating), seconds=spoken))
    return _to(f"/resume/{resume}/lines/{quote(line)}/?saved")


@require_POST
def leaf(request: HttpRequest, resume: UUID, line: str) -> HttpResponse:
    """Keep what an ambiguous word means."""
    _record(resume, Chose(line=line, term=request.POST.get("term", ""), leaf=request.POST.get("leaf", "")))
    return _to(f"/resume/{resume}/lines/{quote(line)}/")


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase every résumé, once the box is ticked."""
    if request.POST.get("sure") != "yes":
        raise Refused("Nothing was erased: the box that says so was not ticked.")
    _, copies = actions.erase()
    left = (
        f"These backups still hold it: {', '.join(path.name for path in copies)}."
        if copies
        else "No backup in the data folder holds it."
    )
    said = f"Erased: every line, answer and page. {left} Exports that you made elsewhere are yours to delete."
    return _to(f"/resume/?said={quote(said)}")


def _record(resume: UUID, event: AnyEvent) -> None:
    """Record it once it is sure to be read again. Raises `Refused` for what is too long."""
    try:
        read_event(event_body(event))
    except msgspec.ValidationError:
        raise Refused("That is too long: 20,000 letters are the most. Nothing was saved. Shorten it.") from None
    actions.record(resume, event, now=clock.now())


def _section(name: str) -> Section:
    try:
        return Section(name)
    except ValueError:
        raise Refused("There is no such section. Nothing was saved. Choose one of the list.") from None


def _to(path: str) -> HttpResponse:
    return HttpResponseRedirect(path, status=303)
