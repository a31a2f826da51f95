"""A probe's `answer` is a function of proof.py, marked @probe, that takes the probe's parameters."""

import ast
from collections.abc import Iterator

from hotseat.authoring.findings import found, listed
from hotseat.authoring.proof_source import proof_source
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look each function up and compare its arguments; see that none is marked for nothing."""
    source = proof_source(folder)
    functions = {function.name: function for function in source.probes} if source else {}
    probes = folder.rubric().probes
    for probe in probes:
        function = functions.get(probe.answer)
        if function is None:
            if source is not None or folder.proof is None:
                fix = f"Define it there, marked @probe: def {probe.answer}({', '.join(probe.parameters)})."
                yield found(folder, "rubric.toml", f"Probe {probe.id}: proof.py has no @probe function {probe.answer!r}.", fix)
        elif not _takes(function, set(probe.parameters)):
            fix = f"Let it take exactly {listed(probe.parameters) or 'nothing'}."
            yield found(folder, "proof.py", f"{probe.answer} does not take the parameters of probe {probe.id}.", fix)
    for name in sorted(set(functions) - {probe.answer for probe in probes}):
        yield found(folder, "proof.py", f"No probe uses the function {name}.", "Name it as a probe's `answer`, or unmark it.")


def _takes(function: ast.FunctionDef, names: set[str]) -> bool:
    """Whether it can be called with just these keywords."""
    arguments = function.args
    known = [argument.arg for argument in (*arguments.args, *arguments.kwonlyargs)]
    without_default = known[: len(arguments.args) - len(arguments.defaults)]
    without_default += [
        argument.arg for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None
    ]
    return not arguments.posonlyargs and set(without_default) <= names and (names <= set(known) or arguments.kwarg is not None)
