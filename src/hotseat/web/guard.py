"""Who may use a local app that runs code: the learner's own browser, opened with the launch token, and nobody else.

Any page on the web can make the learner's browser send requests to 127.0.0.1, and can point a name of its own at it
(DNS rebinding). So the app answers only to its own name, obeys only its own pages, and shows itself only to a browser
that was opened with the token from the learner's folder.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NAMES = ("127.0.0.1", "localhost")
OPEN = "/static/"
"""Below this path lie the stylesheet and scripts, which tell nothing and change nothing."""
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered, as a sentence, with its HTTP status."""

    status: int
    reason: str


def refusal(host: str, port: str, origin: str | None, site: str | None, mode: str | None) -> Refusal | None:
    """Why a request with these headers is not from one of our own pages; None where it may be.

    `host`, `origin`: the headers of these names; `site`, `mode`: Sec-Fetch-Site and -Mode, which browsers add and pages
    cannot change; `port`: the one that we serve on.
    """
    own = [f"{name}:{port}" for name in NAMES] + ([*NAMES] if port == "80" else [])
    if host not in own:
        return Refusal(421, "This app answers only to its own address on this machine.")
    if origin is not None and origin != f"http://{host}":
        return Refusal(403, "This request came from another page. Nothing was done.")
    if site in ("cross-site", "same-site") and mode != "navigate":
        return Refusal(403, "This request came from another page. Nothing was done.")
    return None


class Guard:
    """Middleware: refuses foreign requests, and asks for the launch token once per browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, or a sentence that says why not."""
        meta = request.META
        refused = refusal(
            meta.get("HTTP_HOST", ""),
            meta["SERVER_PORT"],
            meta.get("HTTP_ORIGIN"),
            meta.get("HTTP_SEC_FETCH_SITE"),
            meta.get("HTTP_SEC_FETCH_MODE"),
        )
        if refused is not None:
            return HttpResponse(refused.reason, status=refused.status, content_type="text/plain; charset=utf-8")
        if request.path.startswith(OPEN):
            return self.get_response(request)
        cookie = f"hotseat-{meta['SERVER_PORT']}"  # browsers keep one set of cookies for all ports of a host
        token = settings.HOME.launch_token()
        offered = request.GET.get("token", "") if request.method == "GET" else ""
        if offered and secrets.compare_digest(offered.encode(), token.encode()):
            response = self.get_response(request)
            response.set_cookie(cookie, token, max_age=A_YEAR, httponly=True, samesite="Strict")
            return response
        if secrets.compare_digest(request.COOKIES.get(cookie, "").encode(), token.encode()):
            return self.get_response(request)
        return render(request, "locked.html", status=403)
