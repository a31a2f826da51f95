from hotseat.rubric.probe import Probe
from hotseat.rubric.rubric import Criterion, Rubric


def test_a_rubrics_probes_come_in_the_order_of_its_criteria() -> None:
    first, second, third = (Probe(name, "?", "integer", name) for name in ("first", "second", "third"))
    rubric = Rubric((Criterion("a", "", probes=(first, second)), Criterion("b", ""), Criterion("c", "", probes=(third,))))
    assert rubric.probes == (first, second, third)
    assert Rubric(()).probes == ()
