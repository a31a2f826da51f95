"""`services` names servers that Hotseat can start or reach, and those that the proof connects to."""

from collections.abc import Iterator

from hotseat.authoring.findings import found, listed
from hotseat.authoring.proof_source import proof_source
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.services import NAMES


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare what is declared with what exists, and with what the proof asks for."""
    declared = set(folder.item.services)
    for name in sorted(declared - set(NAMES)):
        yield found(folder, "item.toml", f"There is no service {name!r}.", f"Use one of {listed(NAMES)}.")
    source = proof_source(folder)
    for name in sorted(source.services() - declared) if source else ():
        yield found(folder, "item.toml", f"proof.py uses service({name!r}).", f'Write services = ["{name}"].')
