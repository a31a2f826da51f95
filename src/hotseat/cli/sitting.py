"""An item asked and answered in the terminal: own words first, then what running decides, then the answer."""

from hotseat.cli.asking import lines, one_of, probe, spoken, written, yes
from hotseat.cli.attempts import open_one, settle, submit_and_judge
from hotseat.cli.ending import finish
from hotseat.cli.exits import DONE
from hotseat.cli.learner_data import now
from hotseat.cli.rating import rate
from hotseat.cli.reports import Teller, tell_report
from hotseat.cli.show import answer, follow_ups, question
from hotseat.cli.terminal import code, heading, markdown, say
from hotseat.cli.tools import tools
from hotseat.cli.workfolder import WorkFolder
from hotseat.core.event import CaseDone
from hotseat.core.submission import Submission
from hotseat.curriculum import ItemFolder
from hotseat.judges.explain.answers import FILE, ProbeAnswers, write
from hotseat.web import actions
from hotseat.web.practice import predictions
from hotseat.web.practice.desk import ANSWER, Desk, desk_of


def sit(folder: ItemFolder, work: WorkFolder | None, *, test_out: bool, wanted: str | None) -> int:
    """Ask the item from wherever its open attempt stands, to the rating. Returns the exit code."""
    attempt = open_one(folder, test_out=test_out)
    question(folder)
    if folder.item.kind == "predict":
        return _predict(desk_of(attempt.id), work, wanted)
    return _explain(desk_of(attempt.id), work, wanted)


def _explain(desk: Desk, work: WorkFolder | None, wanted: str | None) -> int:
    attempt_id, folder = desk.attempt.id, desk.folder
    if ANSWER not in desk.commitments and not desk.attempt.test_out:
        _own_answer(desk, work)
    if not desk.probes:
        _reveal(desk)
        rate(folder.item, attempt_id, wanted)
        return DONE
    heading("Probes: what would really happen?")
    answers = {drawn.probe.id: probe(drawn) for drawn in desk.probes}
    asked = tuple(answers) if desk.attempt.test_out else ()
    files = {FILE: write(ProbeAnswers(desk.attempt.seed, answers, asked))}
    if own := actions.commitments(attempt_id).get(ANSWER):
        files[ANSWER] = own.text.encode()
    say()
    with tools() as use:
        report = submit_and_judge(folder, attempt_id, Submission.of(files), use)
        for case in report.cases:
            if case.message:
                say(f"\n{case.asked}")
                say(f"  You said {case.got or 'nothing'}; {case.expected or 'nothing'} is right. {case.message}")
        settle(use)
    _reveal(desk)
    return finish(folder, attempt_id, report, wanted)


def _own_answer(desk: Desk, work: WorkFolder | None) -> None:
    """The learner's own answer, before anything is given away."""
    laid = work.path / ANSWER if work else None
    text = laid.read_text(encoding="utf-8", errors="replace") if laid and laid.is_file() else ""
    if text.strip():
        actions.commit(desk.attempt.id, ANSWER, text, now=now())
        return
    say()
    ways = ("aloud", "write", "skip") if desk.probes else ("aloud", "write")
    how = one_of(f"Answer first: {' or '.join(ways)}? [aloud]", ways, "aloud")
    if how == "aloud":
        actions.commit(desk.attempt.id, ANSWER, "", now=now(), seconds=max(1, spoken()))
    elif how == "write":
        text = written("", name=ANSWER)
        if text.strip():
            actions.commit(desk.attempt.id, ANSWER, text, now=now())


def _reveal(desk: Desk) -> None:
    """The ladder, then the criteria that no probe decides, beside the learner's own answer."""
    answer(desk.folder)
    for band in desk.rubric.bands:
        markdown(f"\n**{band.level}**: {band.answer}\n\n*{band.because}*")
    if desk.to_assess:
        heading("Was it in your answer?")
        marks = {criterion.id: yes(f"  {criterion.text}") for criterion in desk.to_assess}
        actions.self_assess(desk.attempt.id, marks, now=now())
    follow_ups(desk.rubric)


def _predict(desk: Desk, work: WorkFolder | None, wanted: str | None) -> int:
    say()
    code(predictions.program(desk))
    told = 0
    while any(path not in desk.commitments for path in predictions.paths(desk)):
        steps = predictions.steps(desk)
        _tell_steps(steps[told:])
        told = len(steps) - 1
        step = steps[-1]
        laid = work.path / step.path if work else None
        text = laid.read_text(encoding="utf-8", errors="replace") if laid and laid.is_file() else ""
        actions.commit(desk.attempt.id, step.path, text if text.strip() else lines("What is printed?"), now=now())
        desk = desk_of(desk.attempt.id)
    files = {path: desk.commitments[path].text.encode() for path in predictions.paths(desk)}
    with tools() as use:
        report = submit_and_judge(desk.folder, desk.attempt.id, Submission.of(files), use, quiet=True)
        tell_report(report)
        settle(use)
    answer(desk.folder)
    return finish(desk.folder, desk.attempt.id, report, wanted)


def _tell_steps(steps: tuple[predictions.Step, ...]) -> None:
    """What became of the last prediction, and what is asked next."""
    for step in steps:
        if step.case is not None:
            Teller(reveal=True).tell(CaseDone(step.case, 0))
        elif step.failed:
            say(f"  {step.failed}", "yellow")
        else:
            heading(step.ask)
            if step.removed:
                code(
                    "\n".join(
                        [*(f"- {one}" for one in step.removed.splitlines()), *(f"+ {one}" for one in step.added.splitlines())]
                    ),
                    "diff",
                )
