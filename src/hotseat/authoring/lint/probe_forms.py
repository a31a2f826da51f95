"""A probe has what its form needs and nothing else, and blind guessing is right at most one time in four."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.rubric.probe import Probe

LEAST_OPTIONS = {"choice": 4, "choices": 3}
FIGURES = ("integer", "number", "integers")


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare options, labels and tolerance with the form."""
    for probe in folder.rubric().probes:
        for message, fix in _wrong(probe):
            yield found(folder, "rubric.toml", f"Probe {probe.id}: {message}", fix)


def _wrong(probe: Probe) -> Iterator[tuple[str, str]]:
    least = LEAST_OPTIONS.get(probe.form, 0)
    if len(set(probe.options)) < least:
        yield f"{len(set(probe.options))} different options can be guessed.", f"The form {probe.form} wants {least} or more."
    if probe.options and not least:
        yield f"the form {probe.form} has no options.", "Take them out, or use the form choice or choices."
    if (probe.form == "integers") != bool(probe.labels):
        yield "labels and the form integers go together.", "Give one label for each number, and only then."
    if (probe.tolerance or probe.relative) and probe.form not in FIGURES:
        yield f"the form {probe.form} has no tolerance.", "Take `tolerance` and `relative` out."
    if probe.relative and not probe.tolerance:
        yield "relative without a tolerance says nothing.", "Give the share, such as tolerance = 0.1."
    if probe.tolerance < 0 or (probe.relative and probe.tolerance > 0.5):
        yield f"a tolerance of {probe.tolerance:g} is not one.", "Use 0 or more; relative ones up to 0.5, or guesses hit."
    if not probe.explain.strip():
        yield "nothing explains the truth.", "Write `explain`: why it is so, in a sentence or two."
