"""rubric.toml: criteria, probes, follow-ups, misconceptions and bands."""

from pathlib import Path

from hotseat.curriculum.reading import Strict, Unreadable, read_toml
from hotseat.rubric.probe import FORMS, Probe
from hotseat.rubric.rubric import Band, Criterion, Misconception, Rubric


class ProbeTable(Strict):
    """One `[[criterion.probe]]`."""

    id: str
    ask: str
    form: str
    answer: str
    explain: str
    parameters: dict[str, list[int | float | str]] = {}
    options: list[str] = []
    labels: list[str] = []
    tolerance: float = 0.0
    relative: bool = False


class CriterionTable(Strict):
    """One `[[criterion]]`."""

    id: str
    text: str
    weight: int = 1
    paraphrases: list[str] = []
    claims: list[str] = []
    sources: list[str] = []
    follow_up: str = ""
    follow_up_answer: str = ""
    probe: list[ProbeTable] = []


class MisconceptionTable(Strict):
    """One `[[misconception]]`."""

    text: str
    answered_by: str
    because: str = ""


class BandTable(Strict):
    """One `[[band]]` of a self-assessed item."""

    level: str
    answer: str
    because: str


class RubricFile(Strict):
    """The keys of rubric.toml."""

    criterion: list[CriterionTable]
    misconception: list[MisconceptionTable] = []
    band: list[BandTable] = []


def read_rubric(path: Path) -> Rubric:
    """The rubric in this file. Raises `Unreadable`."""
    file = read_toml(path, RubricFile)
    for criterion in file.criterion:
        for probe in criterion.probe:
            if probe.form not in FORMS:
                raise Unreadable(
                    str(path), f"Probe {probe.id}: form {probe.form!r} is unknown.", f"Use one of {', '.join(FORMS)}."
                )
    return Rubric(
        criteria=tuple(_criterion(table) for table in file.criterion),
        misconceptions=tuple(Misconception(table.text, table.answered_by, table.because) for table in file.misconception),
        bands=tuple(Band(table.level, table.answer, table.because) for table in file.band),
    )


def _criterion(table: CriterionTable) -> Criterion:
    return Criterion(
        id=table.id,
        text=table.text,
        weight=table.weight,
        paraphrases=tuple(table.paraphrases),
        claims=tuple(table.claims),
        sources=tuple(table.sources),
        follow_up=table.follow_up,
        follow_up_answer=table.follow_up_answer,
        probes=tuple(_probe(probe) for probe in table.probe),
    )


def _probe(table: ProbeTable) -> Probe:
    return Probe(
        id=table.id,
        ask=table.ask,
        form=table.form,
        answer=table.answer,
        explain=table.explain,
        parameters={name: tuple(values) for name, values in table.parameters.items()},
        options=tuple(table.options),
        labels=tuple(table.labels),
        tolerance=table.tolerance,
        relative=table.relative,
    )
