"""A probe asks about each of its parameters, and about nothing that is not one; each has two values or more."""

import re
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare the placeholders of `ask` with `parameters`."""
    for probe in folder.rubric().probes:
        asked = set(PLACEHOLDER.findall(probe.ask))
        for name in sorted(asked - set(probe.parameters)):
            fix = "Add it to `parameters`; braces that are code need a space inside: { x }."
            yield found(folder, "rubric.toml", f"Probe {probe.id} asks about {{{name}}}, which is no parameter.", fix)
        for name in sorted(set(probe.parameters) - asked):
            fix = f"Write {{{name}}} into `ask`: what is not said cannot be answered."
            yield found(folder, "rubric.toml", f"Probe {probe.id} does not mention its parameter {name}.", fix)
        for name, values in sorted(probe.parameters.items()):
            if len(set(values)) < 2:
                fix = "Give two different values or more, or write the value into `ask`."
                yield found(folder, "rubric.toml", f"The parameter {name} of probe {probe.id} is always the same.", fix)
