"""A lab's item folder as labs use it: its system, the starter, the references, and the services with a known bug."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder, Unreadable
from hotseat.curriculum.reading import Strict
from hotseat.labs.systems import System, UnknownLab, system
from hotseat.labs.variant import Variant, read_variant


class LabTable(Strict):
    """`[lab]` in item.toml."""

    system: str


@dataclass(frozen=True)
class Shelf:
    """The services that a lab carries."""

    folder: ItemFolder

    @property
    def system(self) -> System:
        """What the lab judges by. Raises `Unreadable`."""
        where = str(self.folder.path / "item.toml")
        try:
            return system(msgspec.convert(dict(self.folder.item.settings), LabTable).system)
        except msgspec.ValidationError as error:
            raise Unreadable(where, f"[lab]: {error}.", 'Write [lab] with system = "payments/1".') from None
        except UnknownLab as error:
            raise Unreadable(where, str(error), "Name one of these.") from None

    def starter(self) -> Mapping[str, bytes]:
        """What a learner begins with."""
        return self.folder.starter()

    def references(self) -> Mapping[str, Path]:
        """The services that pass, by name."""
        return {known.path.name: known.path for known in self.folder.known_submissions() if known.verdict is Verdict.ACCEPTED}

    def variants(self) -> Mapping[str, tuple[Variant, str]]:
        """The services with a known bug by name, each with the invariant that it must be rejected by. Raises `Unreadable`."""
        found = {}
        for known in self.folder.known_submissions():
            if known.verdict is Verdict.WRONG_ANSWER:
                if known.case is None:
                    where = str(self.folder.path / "submissions" / "expect.toml")
                    raise Unreadable(where, f"{known.name} is not in it.", f'Write "{known.name}" = "the invariant".')
                variant = read_variant(known.path)
                found[variant.name] = (variant, known.case)
        return found

    def files(self, variant: Variant) -> dict[str, bytes]:
        """The files of a service with a known bug. Raises `Unreadable`."""
        base = self.references().get(variant.base)
        if base is None:
            raise Unreadable(str(variant.path), f"There is no reference {variant.base!r}.", "Name one of submissions/accepted/.")
        return variant.applied(service_files(base))


def service_files(root: Path) -> dict[str, bytes]:
    """The files of a service by their relative path, without what a run leaves in it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(root).parts)
    }
