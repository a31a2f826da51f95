"""What an item's probes are verified with."""

from pathlib import Path

from hotseat.authoring.verify.probes import remembered
from hotseat.curriculum import ItemFolder
from hotseat.rubric.probe import DrawnProbe, Probe, Truth
from hotseat.sandbox import Sandbox
from tests.authoring.items import whole


def test_a_truth_is_computed_once_for_each_draw(tmp_path: Path, sandbox: Sandbox) -> None:
    computed: list[str] = []

    def compute(folder: ItemFolder, drawn: DrawnProbe, sandbox: Sandbox) -> Truth:
        computed.append(f"{drawn.probe.id} {drawn.values['n']!r}")
        return len(computed)

    def draw(probe: Probe, value: float) -> DrawnProbe:
        return DrawnProbe(probe, {"n": value}, "How many?", ())

    recall = remembered(compute)
    folder = whole(tmp_path, "explain")
    one, other, *_ = folder.rubric().probes
    asked = [draw(one, 1), draw(one, 2), draw(other, 1), draw(one, 1.0), draw(one, 1), draw(other, 1)]
    assert [recall(folder, drawn, sandbox) for drawn in asked] == [1, 2, 3, 4, 1, 3]
    assert computed == [f"{one.id} 1", f"{one.id} 2", f"{other.id} 1", f"{one.id} 1.0"]
