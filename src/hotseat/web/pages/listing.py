"""Programs as highlighted HTML, by classes that the stylesheet colours."""

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=256)
def highlighted(text: str, language: str = "python") -> SafeString:
    """The program in a `pre` that the keyboard can reach and scroll; unknown languages are shown plain."""
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        body = highlight(text, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    except ClassNotFound:
        body = escape(text)
    return mark_safe(f'<pre class="code" tabindex="0"><code>{body}</code></pre>')  # noqa: S308 - escaped by pygments
