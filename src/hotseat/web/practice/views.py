"""The steps of an attempt. Each view takes one step through an action and shows what the step changed."""

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.submission import Submission
from hotseat.judges.explain.answers import FILE, ProbeAnswers, write
from hotseat.judges.registry import single
from hotseat.web import actions
from hotseat.web.actions import Refused
from hotseat.web.pages import clock
from hotseat.web.practice import predictions
from hotseat.web.practice.desk import ANSWER, Desk, Stage, desk_of
from hotseat.web.practice.pages import address, context, show, stepped
from hotseat.web.running import judging
from hotseat.web.running.tools import curriculum

LONGEST_SPEECH = 32_767


@require_POST
def open_item(request: HttpRequest, area: str, slug: str) -> HttpResponse:
    """Open an attempt and go to its page. An attempt that was opened and not handed in is gone on with."""
    item = curriculum().find(f"{area}/{slug}").item
    if item.kind == "lab":
        # A service is built and judged in the learner's own folder; there is nothing to open here.
        return HttpResponseRedirect(f"/items/{item.id}/", status=303)
    test_out = "test_out" in request.POST
    unfinished = _unfinished(item.uuid, test_out=test_out)
    if unfinished is None:
        unfinished = actions.open_attempt(item.uuid, now=clock.now(), seed=secrets.randbits(32), test_out=test_out)
    return HttpResponseRedirect(address(unfinished.id), status=303)


def _unfinished(item_uuid: str, *, test_out: bool) -> Attempt | None:
    """The newest attempt at the item, where it can be gone on with in the same way."""
    attempts = actions.attempts(item_uuid)
    newest = attempts[-1] if attempts else None
    fresh = newest and newest.submitted_at is None and not newest.gave_up and newest.rating is None and not newest.self_assessed
    return newest if newest and fresh and newest.test_out == test_out else None


@require_GET
def page(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """The attempt as it stands."""
    return show(request, attempt_id)


@require_POST
def draft(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Keep what the learner is writing."""
    actions.save_draft(attempt_id, _text(request, "path"), _text(request, "text"), now=clock.now())
    return HttpResponse(status=204)


@require_POST
def hint(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Open the next hint."""
    desk = desk_of(attempt_id)
    if desk.hints_opened < len(desk.folder.hints()):
        actions.open_hint(attempt_id, desk.hints_opened + 1, now=clock.now())
    if not request.headers.get("HX-Request"):
        return stepped(request, attempt_id)
    return render(request, "practice/hints.html", context(desk_of(attempt_id)))


@require_POST
def answer(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Commit to one's own answer, written or said aloud."""
    seconds = request.POST.get("seconds", "")
    spoken = min(int(seconds), LONGEST_SPEECH) if seconds.isdecimal() else None
    text = _text(request, "text")
    if not text.strip() and not spoken:
        raise Refused("There is no answer yet. Write a few words, or say it aloud; if you do not know, ask to see the answer.")
    actions.commit(attempt_id, ANSWER, text, now=clock.now(), seconds=spoken)
    return stepped(request, attempt_id)


@require_POST
def probes(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Hand in the answers to the probes, with the learner's own answer beside them."""
    desk = _at(attempt_id, Stage.PROBES)
    answers = {drawn.probe.id: tuple(request.POST.getlist(f"probe-{drawn.probe.id}")) for drawn in desk.probes}
    asked = tuple(answers) if len(answers) < len(desk.rubric.probes) else ()
    files = {FILE: write(ProbeAnswers(desk.attempt.seed, answers, asked))}
    if own := desk.commitments.get(ANSWER):
        files[ANSWER] = own.text.encode()
    return _submit(request, desk, files)


@require_POST
def predict(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Commit to a prediction; the last one hands all of them in."""
    desk = _at(attempt_id, Stage.PREDICT)
    wanted = predictions.paths(desk)
    open_now = next((path for path in wanted if path not in desk.commitments), None)
    if open_now is not None and request.POST.get("path") == open_now:
        actions.commit(attempt_id, open_now, _text(request, "text"), now=clock.now())
        desk = desk_of(attempt_id)
    if all(path in desk.commitments for path in wanted):
        return _submit(request, desk, {path: desk.commitments[path].text.encode() for path in wanted})
    return stepped(request, attempt_id)


@require_POST
def submit(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Have the code judged. An attempt that has its verdict stays as it is: trying again is a new one with the same draw."""
    desk = desk_of(attempt_id)
    file = single(desk.folder)
    files = dict(desk.folder.starter()) | {file: _text(request, "text").encode("utf-8", "surrogatepass")}
    if desk.attempt.submission is None and not desk.attempt.gave_up:
        return _submit(request, desk, files)
    newest = actions.attempts(desk.attempt.item)[-1]
    if newest.pending:
        if newest.submission == Submission.of(files):
            return stepped(request, newest.id, moved=newest.id != attempt_id)
        raise Refused("The judge is still at work on what you submitted before. Wait for it, or cancel it, then submit again.")
    again = actions.open_attempt(desk.attempt.item, now=clock.now(), seed=desk.attempt.seed)
    return _submit(request, desk_of(again.id), files, moved=True)


@require_POST
def give_up(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Ask for the reference."""
    actions.give_up(attempt_id, now=clock.now())
    return stepped(request, attempt_id)


@require_POST
def cancel(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """End the judgement that is under way."""
    judging.cancel(attempt_id)
    return stepped(request, attempt_id)


@require_POST
def judge_again(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Judge what is pending because its report could not be saved."""
    if actions.attempt(attempt_id).pending:
        judging.wake(attempt_id)
    return stepped(request, attempt_id)


@require_POST
def assess(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Keep which criteria the learner found in their own answer; the proposed rating follows from it."""
    desk = _at(attempt_id, Stage.REVEALED)
    found = request.POST.getlist("criterion")
    actions.self_assess(attempt_id, {criterion.id: criterion.id in found for criterion in desk.to_assess}, now=clock.now())
    if not request.headers.get("HX-Request"):
        return stepped(request, attempt_id)
    return render(request, "practice/finish.html", context(desk_of(attempt_id)))


@require_POST
def rate(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Keep the rating and show what comes next."""
    chosen = request.POST.get("rating", "")
    if chosen not in {str(int(rating)) for rating in Rating}:
        raise Refused("No rating was chosen. Choose again, hard, good or easy.")
    actions.rate(attempt_id, Rating(int(chosen)), now=clock.now())
    if not request.headers.get("HX-Request"):
        return stepped(request, attempt_id)
    return render(request, "practice/finish.html", context(desk_of(attempt_id)))


def _submit(request: HttpRequest, desk: Desk, files: dict[str, bytes], *, moved: bool = False) -> HttpResponse:
    if judging.full():
        raise Refused(
            f"{judging.MOST_WAITING} submissions wait for the judge already. This one was not handed in, and what you wrote is "
            "still on the page. Wait until some of them are through, or cancel them, then hand it in again."
        )
    actions.submit(desk.attempt.id, Submission.of(files), now=clock.now())
    judging.wake(desk.attempt.id)
    return stepped(request, desk.attempt.id, moved=moved)


def _at(attempt_id: str, stage: Stage) -> Desk:
    """The desk, which must be at this step. Raises `Refused`."""
    desk = desk_of(attempt_id)
    if desk.stage is not stage:
        raise Refused("This attempt is at another step by now. Nothing was changed. Reload the page to see where it is.")
    return desk


def _text(request: HttpRequest, name: str) -> str:
    """A field's text with the line ends that programs have; browsers send carriage returns."""
    return request.POST.get(name, "").replace("\r\n", "\n")
