"""An item's sentences, without the code among them."""

from collections.abc import Iterator

from hotseat.curriculum import ItemFolder
from hotseat.curriculum.answer import without_code


def sentences(folder: ItemFolder) -> Iterator[tuple[str, str]]:
    """Every text of the item that a learner reads, by its file, without code. Raises `Unreadable`."""
    yield "item.toml", folder.item.title
    yield "question.md", without_code(folder.question())
    yield "hints.md", without_code("\n".join(folder.hints()))
    yield "answer.md", without_code("\n\n".join(f"{section.title}\n{section.text}" for section in folder.answer()))
    yield from (("claims.toml", without_code(claim.says)) for claim in folder.claims())
    rubric = folder.rubric()
    for criterion in rubric.criteria:
        texts = [criterion.text, criterion.follow_up, criterion.follow_up_answer]
        texts += [text for probe in criterion.probes for text in (probe.ask, probe.explain)]
        yield from (("rubric.toml", without_code(text)) for text in texts)
    for misconception in rubric.misconceptions:
        yield "rubric.toml", without_code(f"{misconception.text} {misconception.because}")
    for band in rubric.bands:
        yield "rubric.toml", without_code(f"{band.answer} {band.because}")
