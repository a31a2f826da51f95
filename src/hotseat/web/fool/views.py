"""Known attacks on the judge with their verdicts on this machine, and a place to try another one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from hotseat.core.submission import MAX_BYTES
from hotseat.core.verdict import Verdict
from hotseat.curriculum.attacks import ITEM, Attack, read_attacks
from hotseat.judges.registry import single
from hotseat.web.actions import Refused
from hotseat.web.pages.sent_events import message, seen, streaming
from hotseat.web.running import attacking
from hotseat.web.running.attacking import Attacked, AttackRun
from hotseat.web.running.tools import curriculum, protection

GROUPS = {
    "fakepass": "Forging a pass",
    "tamper": "Tampering with the judge",
    "encoding": "Poisoned values",
    "source": "Poisoned source",
    "process": "Processes and signals",
    "time": "Time",
    "memory": "Memory",
    "stack": "The stack",
    "output": "Output",
    "fs": "Files",
    "net": "Network",
    "kernel": "The kernel",
    "nondet": "Chance",
    "control": "Controls: ordinary submissions",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An attack, and what came of it where it has been run."""

    attack: Attack
    attacked: Attacked | None = None

    @property
    def permitted(self) -> list[Verdict]:
        """The verdicts that leave the judge right, in the vocabulary's order."""
        return [verdict for verdict in Verdict if verdict in self.attack.verdicts]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The invitation, the learner's newest try and the corpus."""
    folder = curriculum().find(ITEM)
    name = single(folder)
    own_run = attacking.newest(own=True)
    text = own_run.attacks[0].source.decode() if own_run else folder.starter()[name].decode()
    context = {
        "question": folder.question(),
        "item": ITEM,
        "file": name,
        "text": text,
        "own_run": own_run,
        "protection": protection(),
    }
    return render(request, "fool/fool.html", {**context, **_corpus()})


@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """Hand in the learner's attack."""
    source = request.POST.get("text", "").replace("\r\n", "\n").encode("utf-8", "replace")
    if not source.strip():
        raise Refused("There is no attack yet. Write a program that the judge should not accept.")
    if len(source) > MAX_BYTES:
        raise Refused(f"The program is longer than {MAX_BYTES:,} bytes. Nothing was run.")
    right = frozenset(verdict for verdict in Verdict if verdict.about_the_submission)
    run = attacking.start([Attack("own", "Your own", "own", right, "", source)], own=True)
    return _outcome(request, run)


@require_POST
def corpus(request: HttpRequest) -> HttpResponse:
    """Hand in every known attack."""
    attacking.start(list(read_attacks(curriculum().root)), own=False)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect("/fool/", status=303)
    return render(request, "fool/corpus.html", _corpus())


@require_GET
def outcome(request: HttpRequest, run_id: str) -> HttpResponse:
    """What came of a try, or of the corpus once it is through."""
    run = attacking.run_of(run_id)
    if run is not None and not run.own:
        return render(request, "fool/corpus.html", _corpus())
    return _outcome(request, run)


@require_POST
def stop(request: HttpRequest, run_id: str) -> HttpResponse:
    """End a run."""
    run = attacking.run_of(run_id)
    if run is not None:
        run.stream.cancel()
    return HttpResponse(status=204) if request.headers.get("HX-Request") else HttpResponseRedirect("/fool/", status=303)


@require_GET
def events(request: HttpRequest, run_id: str) -> StreamingHttpResponse:
    """Each attack's row as it is decided, with the count; then `end`."""
    return streaming(_events(attacking.run_of(run_id), seen(request)))


async def _events(run: AttackRun | None, start: int) -> AsyncIterator[str]:
    if run is not None:
        async for number, attacked in run.stream.follow(start):
            if not run.own:
                shown = {"row": Row(attacked.attack, attacked), "run": run, "done": number + 1, "swap": True}
                yield message(
                    "attack", render_to_string("fool/attack.html", shown) + render_to_string("fool/count.html", shown), number
                )
    yield message("end", "done")


def _outcome(request: HttpRequest, run: AttackRun | None) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect("/fool/", status=303)
    return render(request, "fool/outcome.html", {"item": ITEM, "own_run": run})


def _corpus() -> dict[str, object]:
    """The attacks in their groups, with the verdicts of the newest run."""
    run = attacking.newest(own=False)
    done = {attacked.attack.name: attacked for attacked in run.stream.events} if run else {}
    order = list(GROUPS)
    attacks = sorted(read_attacks(curriculum().root), key=lambda attack: (order.index(attack.group), attack.name))
    groups = [
        (GROUPS[group], [Row(attack, done.get(attack.name)) for attack in members])
        for group, members in groupby(attacks, key=lambda attack: attack.group)
    ]
    return {"groups": groups, "total": len(attacks), "run": run, "done": len(done)}
