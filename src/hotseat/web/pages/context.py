"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject

THEMES = {"system": "Like the system", "light": "Light", "dark": "Dark"}
THEME_COOKIE = "hotseat-theme"

NAVIGATION = (
    ("Today", "/", "t"),
    ("Map", "/map/", "m"),
    ("Plan", "/plan/", "p"),
    ("Résumé", "/resume/", "u"),
    ("History", "/history/", "h"),
    ("Settings", "/settings/", ","),
    ("Fool the judge", "/fool/", "f"),
)


def theme_of(request: HttpRequest) -> str:
    """The theme that this browser chose."""
    chosen = request.COOKIES.get(THEME_COOKIE, "system")
    return chosen if chosen in THEMES else "system"


def every_page(request: HttpRequest) -> dict[str, Any]:
    """The frame's own values; the nonce is made only where a template uses it."""
    return {
        "theme": theme_of(request),
        "themes": THEMES,
        "navigation": [(name, path, key, _is_at(request.path, path)) for name, path, key in NAVIGATION],
        "csp_nonce": SimpleLazyObject(lambda: str(getattr(request, "_csp_nonce", ""))),
        "csrf": SimpleLazyObject(lambda: get_token(request)),
    }


def _is_at(path: str, section: str) -> bool:
    return path == section if section == "/" else path.startswith(section)
