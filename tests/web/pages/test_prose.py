import pytest

from hotseat.web.pages.prose import Ground, prose

GROUND = Ground({"same-entries": "The entries are shared.", "new-list": "The list is <new>."}, {"seq": "Library Reference"})


def test_a_claim_is_a_small_link_to_it_with_what_it_says() -> None:
    html = prose("A slice is new [new-list] .", GROUND)
    assert '<a class="cite" href="#claim-new-list" title="The list is &lt;new&gt;.">' in html
    assert "new<a" in html, "the mark stands at its word"
    assert "</span>2</a>" in html


def test_a_source_is_lettered_and_says_the_place() -> None:
    html = prose("So [source: seq, note 3].", GROUND)
    assert 'href="#source-seq" title="Library Reference: note 3"' in html
    assert "</span>a</a>" in html


@pytest.mark.parametrize("text", ["`rows[same-entries]`", "```python\nrows[same-entries]\n```"])
def test_what_stands_in_code_is_no_mark(text: str) -> None:
    assert "cite" not in prose(text, GROUND)


def test_a_word_in_brackets_that_is_no_claim_stays_as_it_is() -> None:
    assert (
        prose("list [int] and [a link](https://example.org)", GROUND)
        == '<p>list [int] and <a href="https://example.org">a link</a></p>\n'
    )


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b>bold</b> claim"])
def test_html_is_shown_and_never_obeyed(text: str) -> None:
    html = prose(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;" in html


def test_a_link_that_runs_code_is_no_link() -> None:
    assert "href" not in prose("[press](javascript:alert(1))")


def test_programs_are_coloured_by_classes_alone() -> None:
    html = prose("```python\ndef f(): return 1\n```")
    assert '<span class="k">def</span>' in html
    assert "style=" not in html


def test_an_unknown_language_is_shown_plain() -> None:
    assert "a &lt; b" in prose("```nonesuch\na < b\n```")
