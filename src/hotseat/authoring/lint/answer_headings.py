"""An explain item's answer has its seven headings, in their order. Text may stand before the first."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.answer import SECTIONS


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare the headings one by one, and see that text follows each."""
    if folder.item.kind != "explain":
        return
    sections = [section for section in folder.answer() if section.title]
    titles = tuple(section.title for section in sections)
    if titles != SECTIONS:
        missing = [title for title in SECTIONS if title not in titles]
        extra = [title for title in titles if title not in SECTIONS]
        what = (
            f"missing: {', '.join(missing)}" if missing else f"not one of them: {', '.join(extra)}" if extra else "another order"
        )
        yield found(folder, "answer.md", f"The headings are not as they should be ({what}).", f"In order: {', '.join(SECTIONS)}.")
    for section in sections:
        if not section.text:
            yield found(folder, "answer.md", f"Nothing stands under “{section.title}”.", "Write it.")
