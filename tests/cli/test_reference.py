"""docs/commands.md is what the commands' help says, and docs/README.md leads to every page."""

import re
from pathlib import Path

from hotseat.cli.commands import COMMANDS
from hotseat.cli.reference import reference

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_is_current() -> None:
    page = (DOCS / "commands.md").read_text()
    assert page == reference(), "run `python -m hotseat.cli.reference > docs/commands.md`"
    assert all(f"### `hotseat {command.name}" in page for command in COMMANDS)


def test_the_index_leads_to_every_page_and_to_nothing_else() -> None:
    linked = set(re.findall(r"\]\(([^):]+\.md)\)", (DOCS / "README.md").read_text()))
    assert linked == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"README.md"}
