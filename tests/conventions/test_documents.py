"""What the documents say of the project's own files is so."""

import re
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from hotseat.cli.commands import COMMANDS
from hotseat.core.verdict import Verdict
from tests.conventions.test_locks import declared

ROOT = Path(__file__).parents[2]


def test_every_dependency_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\|([^|]+)\|", (ROOT / "docs" / "dependencies.md").read_text(), re.MULTILINE)
    explained = {canonicalize_name(name.partition("[")[0]) for row in rows for name in re.findall(r"`([^`]+)`", row)}

    assert explained == {wanted.name for wanted in [*declared("app"), *declared("test")]} - {"hatchling", "editables"}


@pytest.mark.parametrize(
    "document", sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")))
)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", (ROOT / document).read_text())

    assert [link for link in links if not (folder / link).exists()] == []


def test_documents_name_commands_that_exist() -> None:
    known = {"test", *(command.name.split()[0] for command in COMMANDS)}
    documents = (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
    named = {
        (document.name, name)
        for document in documents
        for name in re.findall(r"(?:^|[`/])hotseat ([a-z]+)", document.read_text(), re.MULTILINE)
    }

    assert {name for _, name in named} >= {"test", "today", "item"}
    assert {(document, name) for document, name in named if name not in known} == set()


def test_the_vocabulary_has_every_verdict() -> None:
    text = (ROOT / "docs" / "vocabulary.md").read_text()

    assert [verdict for verdict in Verdict if f"`{verdict}`" not in text] == []
