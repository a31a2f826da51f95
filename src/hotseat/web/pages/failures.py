"""What the learner reads when something goes wrong: what happened, what was kept, what to do."""

import logging
import sqlite3
from collections.abc import Callable
from urllib.parse import quote

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hotseat.core.submission import SubmissionRefused
from hotseat.curriculum import UnknownItem, Unreadable
from hotseat.web.actions.errors import Refused, StorageFailed, UnknownAttempt, failure

logger = logging.getLogger(__name__)

TITLES = {
    400: "That cannot be used",
    403: "Not from this page",
    404: "Not here",
    409: "That no longer fits",
    500: "Hotseat failed",
    507: "Not saved",
}


class Failures:
    """Middleware: turns the exceptions that actions and content raise into pages with a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """The sentence for what went wrong, with the status that fits."""
        match error:
            case SubmissionRefused():
                return sorry(request, 400, str(error))
            case UnknownItem() | UnknownAttempt() | Http404():
                return sorry(request, 404, str(error) or "There is no such page. The links above lead to those that there are.")
            case Refused():
                return sorry(request, 409, str(error))
            case StorageFailed():
                return sorry(request, 507, str(error))
            case Unreadable():
                return sorry(request, 500, f"A file of the curriculum cannot be used. {error} Everything you did is kept.")
            case DatabaseError() | sqlite3.Error():
                told = failure(error)
                if isinstance(told, StorageFailed):
                    return sorry(request, 507, str(told))
        logger.error("A page failed", exc_info=error)
        return sorry(
            request, 500, "This is a defect of Hotseat. Everything that was saved is kept. The terminal shows the details."
        )


def sorry(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A page with one sentence; the sentence alone, in a header, for a script that asked."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
        response.headers["X-Sentence"] = quote(sentence)
        return response
    context = {"title": TITLES.get(status, "Something went wrong"), "sentence": sentence}
    return render(request, "sorry.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or from one that is too old."""
    return sorry(
        request,
        403,
        f"This form did not come from a fresh page of this app ({reason}). Nothing was done. Reload, then repeat it.",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """No page has this address."""
    return sorry(request, 404, "There is no such page. The links above lead to those that there are.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed outside every view."""
    return sorry(request, 500, "This is a defect of Hotseat. Everything that was saved is kept. The terminal shows the details.")
