"""Open an attempt and lay its files into a folder, for your own editor and debugger.

Files that are there already are left as they are, so it is safe to run it again. An attempt that you opened and did not hand in
is gone on with.
"""

import argparse
from pathlib import Path

from hotseat.cli import lookup, workfolder
from hotseat.cli.attempts import open_one
from hotseat.cli.exits import DONE, Broken, UsageError
from hotseat.cli.learner_data import learner_data
from hotseat.cli.terminal import say
from hotseat.curriculum import ItemFolder, Unreadable
from hotseat.judges.predict.judge import names
from hotseat.judges.predict.program import table

EXAMPLES = """\
  hotseat start algorithms/two-sum               # into ./two-sum
  hotseat start two-sum ~/practice/two-sum
  cd two-sum && hotseat watch                    # judge at every save
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("item", metavar="ITEM", help="area/slug, or the slug alone where it is unique")
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="where to (default: a folder called as the item)")


def run(options: argparse.Namespace) -> int:
    """Lay out the files and the state."""
    folder = lookup.item(options.item)
    if folder.item.kind == "lab":
        raise UsageError(f"{folder.item.id} is a lab: `hotseat lab start {folder.item.slug}` lays it out. Nothing was written.")
    path: Path = options.folder or Path(folder.item.slug)
    known = workfolder.found(path)
    if known is not None and known.uuid != folder.item.uuid:
        raise UsageError(f"{path} holds an attempt at {known.item}. Nothing was written. Name another folder.")
    try:
        files = starting_files(folder)
        path.mkdir(parents=True, exist_ok=True)
        with learner_data():
            attempt = open_one(folder)
        written, kept = workfolder.lay(path, files)
        workfolder.remember(path, folder.item.id, attempt)
    except OSError as error:
        raise UsageError(f"{error.filename or path} cannot be written: {error.strerror}. Name another folder.") from None
    except Unreadable as error:
        raise Broken(f"The item {folder.item.id} cannot be laid out. {error}") from None
    for name in written:
        say(f"  {path / name}")
    for name in kept:
        say(f"  {path / name} was there and stays as it is", "dim")
    say(f"\nRead {path / workfolder.QUESTION}. `hotseat submit {path}` judges and records" + _and_watch(folder, path))
    return DONE


def starting_files(folder: ItemFolder) -> dict[str, bytes]:
    """What a learner starts from. Raises `Unreadable`."""
    question = f"# {folder.item.title}\n\n{folder.question().strip()}\n"
    files = dict(folder.starter())
    match folder.item.kind:
        case "explain":
            files["answer.md"] = b""
        case "predict":
            question += "\nWrite what the program prints into prediction.txt.\n"
            for number, change in enumerate(table(folder).counterfactual, 1):
                edit = "\n".join(
                    [*(f"- {one}" for one in change.replace.splitlines()), *(f"+ {one}" for one in change.with_.splitlines())]
                )
                question += f"\n## counterfactual-{number}.txt\n\n{change.ask}\n\n```diff\n{edit}\n```\n"
            files |= {f"{name}.txt": b"" for name in names(folder)}
        case _:
            pass
    return {workfolder.QUESTION: question.encode()} | files


def _and_watch(folder: ItemFolder, path: Path) -> str:
    return f", `hotseat watch {path}` judges at every save." if folder.item.kind in ("code", "optimize") else "."
