"""Markdown to HTML, with the marks of what a sentence stands on as small links."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from hotseat.curriculum.answer import MARK
from hotseat.web.pages.listing import highlighted

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Ground:
    """What an item's sentences may stand on: claims (numbered) and sources (lettered), by id, with what they say."""

    claims: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number of each claim, in the order in which they are shown."""
        return {claim: str(number) for number, claim in enumerate(self.claims, 1)}

    @functools.cached_property
    def letters(self) -> Mapping[str, str]:
        """The letter of each source; two letters after the 26th."""
        names = [*LETTERS, *(first + second for first in LETTERS for second in LETTERS)]
        return dict(zip(self.sources, names, strict=False))


def prose(text: str, ground: Ground | None = None) -> SafeString:
    """The text as HTML. Raw HTML in it is shown as text, so that nothing an item says can become markup of ours."""
    rendered: str = _markdown().render(text, {"ground": ground or Ground()})
    return mark_safe(rendered)  # noqa: S308 - html is off


@functools.cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "highlight": _code}).enable(
        "table"
    )
    markdown.inline.ruler.before("link", "cite", _cite)
    markdown.add_render_rule("cite", _render_cite)
    markdown.add_render_rule("fence", _render_fence)
    return markdown


def _code(text: str, language: str, _attributes: str) -> str:
    return highlighted(text, language or "text")


def _cite(state: StateInline, silent: bool) -> bool:
    """An inline rule: `[claim-id]` and `[source: id, place]`, outside code."""
    if state.src[state.pos] != "[":
        return False
    found = MARK.match(state.src, state.pos)
    ground: Ground = state.env["ground"]
    if found is None or (found["claim"] and found["claim"] not in ground.claims):
        return False
    if not silent:
        token = state.push("cite", "", 0)
        token.meta = found.groupdict()
        # The space before a mark would let it wrap to a line of its own.
        state.pending = state.pending.rstrip()
        _trim_last_text(state)
    state.pos = found.end()
    return True


def _trim_last_text(state: StateInline) -> None:
    before = state.tokens[-2] if len(state.tokens) > 1 else None
    if before is not None and before.type == "text":
        before.content = before.content.rstrip(" ")


def _render_cite(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: Mapping[str, Any]) -> str:
    meta: Mapping[str, str | None] = tokens[index].meta
    ground: Ground = env["ground"]
    if claim := meta["claim"]:
        title, target, mark, kind = ground.claims[claim], f"claim-{claim}", ground.numbers[claim], "Claim"
    else:
        source = meta["source"] or ""
        place = (meta["detail"] or "").lstrip(", ")
        title = ground.sources.get(source, source) + (f": {place}" if place else "")
        target, mark, kind = f"source-{source}", ground.letters.get(source, "?"), "Source"
    return (
        f'<a class="cite" href="#{escape(target)}" title="{escape(title)}">'
        f'<span class="visually-hidden">{kind} </span>{escape(mark)}</a>'
    )


def _render_fence(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    return highlighted(token.content, token.info.strip().split(" ")[0] or "text")
