"""The history's page, export, import and backup."""

import io
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from hotseat.core.attempt import Attempt
from hotseat.core.item import Item
from hotseat.web import actions
from hotseat.web.actions import ImportRefused
from hotseat.web.pages import clock
from hotseat.web.running.tools import curriculum

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """An attempt and its item, None where that left the curriculum."""

    attempt: Attempt
    item: Item | None


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Every attempt, the newest first."""
    return _page(request)


@require_GET
def export(_request: HttpRequest) -> HttpResponse:
    """Everything the learner has, as a file."""
    body = "".join(f"{line}\n" for line in actions.export_lines())
    response = HttpResponse(body, content_type="application/jsonl; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="hotseat-{clock.now():%Y-%m-%d}.jsonl"'
    return response


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Import an export: all of it or nothing."""
    file = request.FILES.get("file")
    if file is None:
        raise ImportRefused("No file was chosen. Nothing was imported. Choose one that Export made.")
    try:
        with io.TextIOWrapper(file, encoding="utf-8", newline="\n") as lines:
            summary = actions.import_lines(lines)
    except UnicodeDecodeError:
        raise ImportRefused("This is no Hotseat export: it is not UTF-8 text. Nothing was imported.") from None
    parts = [
        f"{summary.added} attempts are new, {summary.extended} gained something, {summary.unchanged} were here already.",
        f"{summary.differing} differ from the ones here, which were left as they are." if summary.differing else "",
    ]
    return _page(request, said=f"Imported. {' '.join(parts)}".strip())


@require_POST
def backup(request: HttpRequest) -> HttpResponse:
    """Copy the database into the data folder's backups."""
    path = settings.HOME.backups / f"hotseat-{clock.now():%Y-%m-%d-%H%M%S}.sqlite3"
    actions.backup(path)
    return _page(request, said=f"Everything up to this moment is in {path}.")


def _page(request: HttpRequest, said: str = "") -> HttpResponse:
    items = {uuid: folder.item for uuid, folder in curriculum().by_uuid.items()}
    attempts = actions.attempts()
    everything = "all" in request.GET
    newest = attempts[::-1] if everything else attempts[: -SHOWN - 1 : -1]
    context = {
        "rows": [Row(attempt, items.get(attempt.item)) for attempt in newest],
        "count": len(attempts),
        "left": len(attempts) - len(newest),
        "said": said,
        "home": settings.HOME,
    }
    return render(request, "history/history.html", context)
