"""Computes what is true for each probe, and has the right and the wrong answers judged."""

import itertools
from collections.abc import Iterator, Sequence

from hotseat.authoring.verify import decide
from hotseat.authoring.verify.judging import judged
from hotseat.authoring.verify.outcome import Ledger
from hotseat.core.problem import Problem
from hotseat.core.submission import Submission
from hotseat.curriculum import ItemFolder
from hotseat.judges.explain.answers import FILE, ProbeAnswers, write
from hotseat.judges.protocol import Tools, TruthOf
from hotseat.proof.runner import NoTruth, truth
from hotseat.rubric.probe import DrawnProbe, Probe, Truth
from hotseat.sandbox import Sandbox

MORE_DRAWS = 8
"""Draws that are tried before a truth that has not varied is said not to vary."""


def verify_probes(folder: ItemFolder, tools: Tools, seeds: Sequence[int], ledger: Ledger) -> None:
    """Truths are stable, fit their form and vary; the answers that they make are accepted with every seed."""
    probes = folder.rubric().probes
    known = {probe.id: _truths(folder, probe, tools, seeds, ledger) for probe in probes}
    ledger.counts["probes"] += len(probes)
    if ledger.problems or not probes:
        return
    for seed in seeds:
        answers = {}
        for probe in probes:
            drawn = probe.draw(seed)
            answers[probe.id] = decide.right_answer(drawn, known[probe.id][_key(drawn)])
        submission = Submission.of({FILE: write(ProbeAnswers(seed, answers))})
        ledger.note(decide.generated(folder.item.id, judged(folder, submission, tools, seed), seed))
        ledger.counts["submissions"] += 1


def remembered(compute: TruthOf) -> TruthOf:
    """Computes the truth of each draw of an item once: what has been seen to be stable need not be computed for every answer."""
    known: dict[tuple[str, str], Truth] = {}

    def recall(folder: ItemFolder, drawn: DrawnProbe, sandbox: Sandbox) -> Truth:
        key = (drawn.probe.id, _key(drawn))
        if key not in known:
            known[key] = compute(folder, drawn, sandbox)
        return known[key]

    return recall


def _truths(folder: ItemFolder, probe: Probe, tools: Tools, seeds: Sequence[int], ledger: Ledger) -> dict[str, Truth]:
    """The truth of each draw that the seeds make, by the draw; more draws while one answer would be right for all."""
    known: dict[str, Truth] = {}
    asked: list[tuple[DrawnProbe, Truth]] = []
    wanted = {_key(drawn): drawn for drawn in map(probe.draw, seeds)}
    for drawn in _draws(probe, wanted):
        varies = len(asked) > 1 and decide.memorable(folder.item.id, asked) is None
        if len(asked) >= len(wanted) and (varies or len(asked) >= MORE_DRAWS):
            break
        try:
            first, second = tools.truth(folder, drawn, tools.sandbox), truth(folder, drawn, tools.sandbox)
        except NoTruth as error:
            said = f"Probe {probe.id}: {decide.last_line(str(error))}."
            ledger.note(Problem("truth-breaks", f"{folder.item.id}/proof.py", said, "Correct the @probe function."))
            return known
        ledger.counts["truths"] += 2
        if not ledger.note(decide.truth(folder.item.id, drawn, first, second)):
            return known
        known[_key(drawn)] = first
        asked.append((drawn, first))
    if probe.parameters:
        ledger.note(decide.memorable(folder.item.id, asked))
    return known


def _draws(probe: Probe, wanted: dict[str, DrawnProbe]) -> Iterator[DrawnProbe]:
    """The draws of the seeds, then every other one that the parameters make."""
    yield from wanted.values()
    names = sorted(probe.parameters)
    first = next(iter(wanted.values()))
    for values in itertools.product(*(probe.parameters[name] for name in names)):
        drawn = DrawnProbe(probe, dict(zip(names, values, strict=True)), first.ask, first.options)
        if _key(drawn) not in wanted:
            yield drawn


def _key(drawn: DrawnProbe) -> str:
    """What tells one draw's values from another's, 1 from 1.0 too."""
    return repr(sorted(drawn.values.items()))
