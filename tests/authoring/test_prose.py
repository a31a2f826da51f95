"""Sentences are read without the code among them."""

from pathlib import Path

import pytest

from hotseat.authoring.prose import sentences
from hotseat.curriculum.answer import without_code
from tests.authoring.items import whole


@pytest.mark.parametrize(
    ("markdown", "left"),
    [
        ("Call `sorted(values)` once.", "Call   once."),
        ("Before\n\n```python\nrobust = 1\n```\n\nafter", "Before\n\n \nafter"),
        ("~~~\ncode\n~~~", " "),
        ("``a ` b`` stays out", "  stays out"),
        ("a lone ` stays", "a lone ` stays"),
        ("```\nnever closed", "```\nnever closed"),
    ],
)
def test_code_is_taken_out(markdown: str, left: str) -> None:
    assert without_code(markdown) == left


def test_every_file_that_a_learner_reads_is_read(tmp_path: Path) -> None:
    files = {file for file, _ in sentences(whole(tmp_path, "explain"))}
    assert files == {"item.toml", "question.md", "hints.md", "answer.md", "claims.toml", "rubric.toml"}
