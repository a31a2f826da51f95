"""Small items for tests, written into a folder of the test's own."""

from contextlib import closing
from pathlib import Path
from textwrap import dedent

from hotseat.core.event import Event
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.item_file import read_item
from hotseat.judges.examiner.examiners import Examiners
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge
from hotseat.sandbox import Sandbox


def folder(root: Path, kind: str, extra: str = "", **files: str) -> ItemFolder:
    """An item of this kind; `extra` is appended to item.toml; files by path, `__` for `/` and `_py` for `.py`."""
    path = root / "items" / "algorithms" / "small"
    path.mkdir(parents=True)
    (path / "item.toml").write_text(
        'format_version = 1\nuuid = "0c5a35a6-8dd8-4c45-8f7e-6c7cb29e1a01"\ntitle = "small"\n'
        f'kind = "{kind}"\ncovers = ["algorithms.sorting"]\nlevel = "mid"\nminutes = 5\nlicense = "x"\n' + dedent(extra)
    )
    for name, text in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        target = path / f"{stem}.{ending}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text))
    return ItemFolder(read_item(path / "item.toml", area="algorithms", slug="small"), path)


def events(item: ItemFolder, sandbox: Sandbox, seed: int = 1, **files: str | bytes) -> list[Event]:
    """Everything that judging a submission of these files says. Names as for `folder`."""
    submitted = {}
    for name, content in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        submitted[f"{stem}.{ending}"] = content if isinstance(content, bytes) else dedent(content).encode()
    with closing(Examiners()) as examiners:
        return list(judge(item, Submission.of(submitted), Tools(sandbox, examiners), seed))


def verdict_of(item: ItemFolder, sandbox: Sandbox, seed: int = 1, **files: str | bytes) -> Report:
    """The report on a submission of these files."""
    *_, last = events(item, sandbox, seed, **files)
    assert isinstance(last, Report)
    return last
