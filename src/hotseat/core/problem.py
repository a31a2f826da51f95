"""What is wrong with something a person wrote, said so that they can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of an item: where it is, what it is, and what mends it. `rule` is the lint rule's name."""

    rule: str
    where: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} Fix: {self.fix} [{self.rule}]"
