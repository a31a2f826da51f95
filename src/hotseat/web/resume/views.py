"""The résumé's pages: what stands, one line and its cross-examination, the lines beside their pages, exports."""

from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotseat.core.attempt import Rating
from hotseat.intake import FORMATS
from hotseat.learner.memory import remember_reviews
from hotseat.resume.jsonresume import to_json
from hotseat.resume.markdown import to_markdown
from hotseat.resume.sections import TITLES, Section
from hotseat.resume.state import QUESTIONS, Line
from hotseat.web.pages import clock
from hotseat.web.resume import actions
from hotseat.web.resume.standing import Desk
from hotseat.web.running.tools import curriculum

SHOWN_CERTAIN = 8
EXPORTS = {"json": ("application/json", to_json), "md": ("text/markdown", to_markdown)}


def desk() -> Desk:
    """What résumés are examined with in this process."""
    return Desk(curriculum())


@require_GET
def overview(request: HttpRequest, resume: UUID | None = None) -> HttpResponse:
    """Every line, the four questions and what it stands on; without a résumé, the way to one."""
    found = actions.all_resumes()
    chosen = next(((one, state) for one, state in found if resume in (None, one)), None)
    if chosen is None:
        if resume is not None:
            raise Http404("There is no such résumé. It may have been erased.")
        return render(request, "resume/empty.html", {"formats": FORMATS.values(), "said": request.GET.get("said", "")})
    one, state = chosen
    standing = desk().at(state, clock.now())
    rows = standing.coverage.rows
    by_leaf = sorted(standing.coverage.by_leaf.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    context = {
        "id": one,
        "resume": state,
        "standing": standing,
        "next": standing.next,
        "sections": [(TITLES[section], list(group)) for section, group in groupby(rows, key=lambda row: row.line.section)],
        "questions": QUESTIONS,
        "certain": standing.coverage.certain[:SHOWN_CERTAIN],
        "certain_rest": standing.coverage.certain[SHOWN_CERTAIN:],
        "leaves": [(leaf, desk().title(leaf), lines) for leaf, lines in by_leaf],
        "format": FORMATS.get(state.format, state.format),
        "others": [(other, there) for other, there in found if other != one],
        "formats": FORMATS.values(),
    }
    return render(request, "resume/overview.html", context)


@require_GET
def line(request: HttpRequest, resume: UUID, line: str) -> HttpResponse:
    """One line: its four answers, what its words invite, and the ladder."""
    state = actions.get(resume)
    standing = desk().at(state, clock.now())
    row = standing.row(line)
    if row is None:
        raise Http404("There is no such line: it was taken out, or it says nothing that somebody did.")
    asked = request.GET.get("ask", "")
    now_asked = next((rung for rung in row.rungs if rung.id == asked), None) or standing.ask_now(row)
    place = [one.line.id for one in standing.coverage.rows].index(line)
    rows = standing.coverage.rows
    context = {
        "id": resume,
        "row": row,
        "line": row.line,
        "section": TITLES[row.line.section],
        "answers": [(question, row.line.answers.get(question.id, "")) for question in QUESTIONS],
        "sprung": standing.sprung(row.line),
        "leaves": [(leaf, desk().title(leaf), words) for leaf, words in row.touched.leaves.items()],
        "unclear": [(term, [(leaf, desk().title(leaf)) for leaf in leaves]) for term, leaves in row.touched.unclear.items()],
        "asked": now_asked,
        "rungs": [(rung, row.line.follow_ups.get(rung.id, ()), rung not in row.open_rungs) for rung in row.rungs],
        "choices": _choices(row.line),
        "card": standing.cards.get(line),
        "before": rows[place - 1].line if place else None,
        "after": rows[place + 1].line if place + 1 < len(rows) else None,
        "saved": "saved" in request.GET,
    }
    return render(request, "resume/line.html", context)


@require_GET
def correction(request: HttpRequest, resume: UUID) -> HttpResponse:
    """Every line beside the pages that they were read from."""
    state = actions.get(resume)
    context = {
        "id": resume,
        "resume": state,
        "sections": [(section.value, TITLES[section]) for section in Section],
        "pages": actions.pages(resume),
        "pictures": state.format == "pdf",
        "format": FORMATS.get(state.format, state.format),
    }
    return render(request, "resume/correction.html", context)


@require_GET
def picture(_request: HttpRequest, resume: UUID, number: int) -> HttpResponse:
    """A page as it looks."""
    png = actions.picture(resume, number)
    if not png:
        raise Http404("There is no picture of this page.")
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "no-store"})


@require_GET
def export(_request: HttpRequest, resume: UUID, form: str) -> HttpResponse:
    """The résumé's lines as a file."""
    if form not in EXPORTS:
        raise Http404("A résumé is exported as json (JSON Resume) or md (Markdown).")
    kind, written = EXPORTS[form]
    response = HttpResponse(written(actions.get(resume).read_lines), content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="resume.{form}"'
    return response


def _choices(line: Line) -> list[tuple[Rating, object]]:
    """Each rating, and when the line comes back after it."""
    now = clock.now()
    before = [(one.at, Rating(one.rating)) for one in line.reviews]
    cards = [(rating, remember_reviews([*before, (now, rating)])) for rating in Rating]
    return [(rating, card.due) for rating, card in cards if card]
