"""Where the learner stands at each leaf of the roadmap, and what that judgement rests on. Three words, never a percentage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import Item
from hotseat.core.roadmap import Leaf, Roadmap
from hotseat.core.verdict import Verdict
from hotseat.learner.history import History
from hotseat.learner.memory import FAR
from hotseat.learner.outcome import judged_at, knew_already, proven, verdict_on_answer
from hotseat.learner.words import local_day, on_past_day, past_day

FADED = 0.8
"""Below this chance of recall a leaf that was shown is shaky: about three times as long ago as memory was then good for."""


class Standing(StrEnum):
    """Where the learner stands at a leaf."""

    SHOWN = "shown"
    SHAKY = "shaky"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One attempt that a judgement rests on.

    `judged` says that probes or cases decided it; otherwise it is the learner's own assessment. `holds` says whether it
    speaks for the learner. `primary` says that the leaf is the item's first one; `test_out` marks "I know this".
    """

    item: Item
    attempt: str
    when: datetime
    verdict: Verdict | None
    judged: bool
    holds: bool
    primary: bool
    test_out: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The standing at one leaf, a sentence that says why, and the evidence, newest first. `items` counts the leaf's own items."""

    leaf: Leaf
    standing: Standing
    because: str
    evidence: tuple[Evidence, ...] = ()
    items: int = 0

    @property
    def self_assessed(self) -> bool:
        """Whether it rests on nothing but the learner's own assessment."""
        return bool(self.evidence) and not any(found.judged for found in self.evidence)


def mastery(roadmap: Roadmap, items: Iterable[Item], history: History, now: datetime) -> dict[str, Judgement]:
    """The judgement of every leaf, by leaf id, in the roadmap's order."""
    evidence: dict[str, list[Evidence]] = {}
    own: dict[str, int] = {}
    for item in items:
        own[item.primary_leaf] = own.get(item.primary_leaf, 0) + 1
        attempts = history.at(item)
        for leaf_id in dict.fromkeys(item.covers) if attempts else ():
            evidence.setdefault(leaf_id, []).extend(_evidence(item, attempts, primary=leaf_id == item.primary_leaf))
    judgements = {}
    for leaf in roadmap.leaves:
        found = sorted(evidence.get(leaf.id, ()), key=lambda one: (one.when, one.attempt), reverse=True)
        standing, because = _judge(found, own.get(leaf.id, 0), history, now)
        judgements[leaf.id] = Judgement(leaf, standing, because, tuple(found), own.get(leaf.id, 0))
    return judgements


def far_away(items: Iterable[Item], history: History) -> dict[str, datetime]:
    """The leaves that the learner tested out of, with the moment until which they stay away.

    A leaf comes back at once when, later, an answer at one of its items is rejected, given up or rated again.
    """
    out: dict[str, datetime] = {}
    back: dict[str, datetime] = {}
    for item in items:
        attempts = history.at(item)
        shown = proven(attempts) if attempts else frozenset()
        for attempt in attempts:
            at, leaf = judged_at(attempt), item.primary_leaf
            if knew_already(attempt, shown):
                out[leaf] = max(out.get(leaf, at), at)
            elif attempt.gave_up or attempt.rating is Rating.AGAIN or verdict_on_answer(attempt) not in (None, Verdict.ACCEPTED):
                back[leaf] = max(back.get(leaf, at), at)
    return {leaf: at + FAR for leaf, at in out.items() if leaf not in back or back[leaf] < at}


def _evidence(item: Item, attempts: Sequence[Attempt], *, primary: bool) -> Iterable[Evidence]:
    """The newest attempt at the item that says anything, and the newest that was proven, where that is another one."""
    shown = proven(attempts)
    newest = False
    for attempt in reversed(attempts):
        verdict = verdict_on_answer(attempt)
        judged = verdict is not None and bool(attempt.report and (attempt.report.cases or verdict is not Verdict.ACCEPTED))
        holds = attempt.id in shown if judged else _self_assessed(attempt)
        if holds is None or (newest and attempt.id not in shown):
            continue
        yield Evidence(item, attempt.id, judged_at(attempt), verdict, judged, holds, primary, attempt.test_out)
        newest = True
        if attempt.id in shown:
            return


def _self_assessed(attempt: Attempt) -> bool | None:
    """Whether the learner's own word speaks for them, where no verdict does. None: it says nothing.

    After `inconclusive` or `judge_error` it can only speak for them.
    """
    against = None if attempt.report and not attempt.report.verdict.about_the_submission else False
    if attempt.gave_up:
        return against
    if attempt.rating is None:
        return True if attempt.self_assessed and all(attempt.self_assessed.values()) else None
    return against if attempt.rating is Rating.AGAIN else True


def _judge(found: Sequence[Evidence], items: int, history: History, now: datetime) -> tuple[Standing, str]:
    """The standing that the evidence (newest first) carries, and why."""
    today = now.date()

    def on(one: Evidence) -> str:
        return on_past_day(local_day(one.when, now), today)

    if not found:
        return Standing.NOT_YET, "Not tried yet." if items else "No item yet."
    shown = next((one for one in found if one.primary and one.judged and one.holds), None)
    if shown is None:
        return _not_shown(found, on(found[0]))
    open_one = next((one for one in found if one.primary and not one.holds), None)
    if open_one is not None:
        failed = "needed the reference" if open_one.verdict is Verdict.ACCEPTED else "did not hold"
        return Standing.SHAKY, f"Shown {on(shown)}, but “{open_one.item.title}” {failed} {on(open_one)}."
    card = history.cards.get(shown.item.uuid)
    if card is not None and card.recall(now) < FADED:
        return Standing.SHAKY, f"Shown {on(shown)}, due since {past_day(local_day(card.due, now), today)}: it may have faded."
    how = "you tested out of it with" if shown.test_out else "by"
    return Standing.SHOWN, f"Shown {on(shown)}: {how} “{shown.item.title}”."


def _not_shown(found: Sequence[Evidence], when: str) -> tuple[Standing, str]:
    newest = found[0]
    if any(one.judged and one.holds for one in found):
        return Standing.SHAKY, "Shown only in passing, by an item about another leaf."
    if any(one.holds for one in found):
        return Standing.SHAKY, "It rests on your own assessment: no probe or case has shown it."
    if newest.verdict is Verdict.ACCEPTED:
        return Standing.SHAKY, f"Accepted {when}, but only after you had seen the reference."
    return Standing.NOT_YET, f"Tried {when} with “{newest.item.title}”; it did not hold yet."
