"""The attack corpus: submissions that try to fool or to harm the judge, each with the verdicts that may come back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hotseat.core.verdict import Verdict
from hotseat.curriculum.reading import Unreadable

ITEM = "algorithms/two-sum"
"""The item that every attack is handed in to."""
KEYS = ("title", "group", "verdicts", "bound")
ON_DISK = "verdicts on disk"


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack. `verdicts` are those that leave the judge right; `bound` says what ends its harm where nothing contains it.

    `on_disk` are the verdicts that are right too where the scratch folder lies on the machine's disk: its size is looked at now
    and then there, and a program that has tidied up before the next look has broken no limit that anybody saw.
    """

    name: str
    title: str
    group: str
    verdicts: frozenset[Verdict]
    bound: str
    source: bytes
    on_disk: frozenset[Verdict] = frozenset()

    def where(self, *, scratch_on_disk: bool) -> "Attack":
        """The attack with the verdicts that are right in such a sandbox."""
        return replace(self, verdicts=self.verdicts | self.on_disk) if scratch_on_disk else self


def read_attacks(root: Path) -> Iterator[Attack]:
    """The attacks of a content folder, by name. Raises `Unreadable`."""
    for path in sorted((root / "attacks").glob("*.py")):
        yield _read(path)


def _read(path: Path) -> Attack:
    """A file whose head is comments, `# key: value`. The rest may be anything: bad UTF-8 is an attack too."""
    source = path.read_bytes()
    head: dict[str, str] = {}
    for line in source.split(b"\n")[: len(KEYS) + 2]:
        key, colon, value = line.decode("utf-8", errors="replace").removeprefix("# ").partition(": ")
        if colon and key in (*KEYS, ON_DISK):
            head[key] = value.strip()
    missing = [key for key in KEYS if key not in head]
    if missing:
        raise Unreadable(str(path), f"Its head has no {', '.join(missing)}.", "Begin it with a line `# key: value` for each.")
    verdicts, on_disk = (_verdicts(path, head.get(key, "")) for key in ("verdicts", ON_DISK))
    return Attack(path.stem, head["title"], head["group"], verdicts, head["bound"], source, on_disk)


def _verdicts(path: Path, listed: str) -> frozenset[Verdict]:
    try:
        return frozenset(Verdict(word.strip()) for word in listed.split(",") if word.strip())
    except ValueError as error:
        raise Unreadable(str(path), f"{error}.", f"Choose from {', '.join(Verdict)}.") from None
