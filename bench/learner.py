"""How long plan, today's list and map take for 300 items and 5,000 rated attempts. Run `python -m bench.learner`."""

import random
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter

from hotseat.core.attempt import Rating
from hotseat.core.verdict import Verdict
from hotseat.learner import memory
from hotseat.learner.due import due_list
from hotseat.learner.history import History
from hotseat.learner.mastery import mastery
from hotseat.learner.planner import make_plan
from tests.learner.world import MONDAY, NOON, attempt, curriculum, item, roadmap, settings


def milliseconds(run: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The median of seven runs. `before` is not timed."""
    times = []
    for _ in range(7):
        before()
        start = perf_counter()
        run()
        times.append((perf_counter() - start) * 1000)
    return median(times)


def main() -> None:
    """Print the times."""
    chance = random.Random(1)
    items = [*curriculum(), *(item(leaf.id, f"more-{leaf.id.partition('.')[2]}") for leaf in list(roadmap().leaves)[:50])]
    verdicts, ratings = [*[Verdict.ACCEPTED] * 3, Verdict.WRONG_ANSWER], [1, 2, 3, 3, 3, 4]
    attempts = [
        attempt(
            chance.choice(items[:200]),
            NOON - timedelta(days=chance.randrange(40), minutes=chance.randrange(600)),
            chance.choice(verdicts),
            Rating(chance.choice(ratings)),
        )
        for _ in range(5000)
    ]
    known = History.of(attempts)
    learner = settings(started_on=MONDAY - timedelta(days=40), interview_date=MONDAY + timedelta(days=30))
    plan = make_plan(roadmap(), items, known, learner, NOON)
    print(f"{len(items)} items, {len(attempts)} rated attempts, {len(plan.due)} due")
    print(f"history, first page   {milliseconds(lambda: History.of(attempts), memory._fold.cache_clear):6.1f} ms")
    print(f"history, later pages  {milliseconds(lambda: History.of(attempts)):6.1f} ms")
    print(f"plan                  {milliseconds(lambda: make_plan(roadmap(), items, known, learner, NOON)):6.1f} ms")
    print(f"today's list          {milliseconds(lambda: due_list(plan, known, learner, NOON)):6.1f} ms")
    print(f"map                   {milliseconds(lambda: mastery(roadmap(), items, known, NOON)):6.1f} ms")


if __name__ == "__main__":
    main()
