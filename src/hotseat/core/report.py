"""The structured outcome of a run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from hotseat.core.verdict import Verdict

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One check inside a run.

    `seconds` is wall time as the judge saw it. `asked`, `expected` and `got` are short texts for a person, "" where
    there is nothing to show; `hidden` says that they may be shown only after passing or giving up.
    """

    name: str
    verdict: Verdict
    seconds: float = 0.0
    message: str = ""
    asked: str = ""
    expected: str = ""
    got: str = ""
    hidden: bool = False

    def concealed(self) -> "CaseResult":
        """The same without what a hidden case would give away."""
        if not self.hidden:
            return self
        kept = "" if self.verdict is Verdict.WRONG_ANSWER else self.message
        return replace(self, message=kept, asked="", expected="", got="")


@dataclass(frozen=True, slots=True)
class Report:
    """What the judge found. `message` is a sentence for the learner; `evidence` holds a kind's own figures as JSON values.

    `protection` names the sandbox tier that the run had, "" where nothing was run.
    """

    item: str
    verdict: Verdict
    message: str
    cases: tuple[CaseResult, ...] = ()
    seconds: float = 0.0
    output: str = ""
    protection: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def concealed(self) -> "Report":
        """The same without what its hidden cases would give away."""
        return replace(self, cases=tuple(case.concealed() for case in self.cases))

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values, in the form that `judge --json` prints."""
        return {"format_version": FORMAT_VERSION} | asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Report":
        """The report that `as_json` wrote. Raises `ValueError` for a newer format."""
        if data["format_version"] != FORMAT_VERSION:
            raise ValueError(
                f"This report has format {data['format_version']}; this Hotseat reads {FORMAT_VERSION}. Update Hotseat."
            )
        fields = {key: value for key, value in data.items() if key != "format_version"}
        cases = tuple(CaseResult(**{**case, "verdict": Verdict(case["verdict"])}) for case in fields.pop("cases"))
        return cls(**{**fields, "verdict": Verdict(fields["verdict"])}, cases=cases)
