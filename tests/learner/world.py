"""Items, attempts and moments for the tests of the learner package, and the project's own roadmap."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count, cycle
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import strategies as st

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import Item
from hotseat.core.report import CaseResult, Report
from hotseat.core.roadmap import Area, Leaf, Roadmap, Week
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.learner.settings import LearnerSettings

MONDAY = date(2026, 5, 4)
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
FILES = Submission.of({"answer.py": b"pass"})

_numbers = count()


@cache
def roadmap() -> Roadmap:
    """The project's own, read here without the curriculum package, which the learner package does not know."""
    read = tomllib.loads((Path(__file__).parents[2] / "content" / "roadmap.toml").read_text())
    areas = tuple(
        Area(
            area["id"],
            area["title"],
            area["emphasis"],
            area["weight"],
            tuple(area["weeks"]),
            tuple(
                Leaf(
                    f"{area['id']}.{leaf['id']}",
                    leaf["title"],
                    leaf["group"],
                    tuple(leaf.get("weeks", area["weeks"])),
                    leaf.get("expect", False),
                )
                for leaf in area["leaves"]
            ),
        )
        for area in read["area"]
    )
    weeks = tuple(Week(tuple(week["weeks"]), tuple(week["focus"]), tuple(week.get("practice", ()))) for week in read["week"])
    return Roadmap(areas, weeks, tuple(read["resume"]["questions"]))


def item(leaf: str = "concurrency.gil", slug: str = "", **changed: Any) -> Item:
    slug = slug or leaf.partition(".")[2]
    area = leaf.partition(".")[0]
    values: dict[str, Any] = {
        "area": area,
        "slug": slug,
        "uuid": f"uuid-of-{area}-{slug}",
        "title": slug.replace("-", " ").capitalize(),
        "kind": "explain",
        "covers": (leaf,),
        "level": "senior",
        "minutes": 8,
    }
    return Item(**(values | changed))


@cache
def curriculum() -> tuple[Item, ...]:
    """250 items over all 115 leaves: an explain for each, then programs and predictions of every length and level."""
    leaves = list(roadmap().leaves)
    explain = [item(leaf.id, f"{leaf.id.partition('.')[2]}-why", minutes=6 + n % 5) for n, leaf in enumerate(leaves)]
    kinds, levels, minutes = (
        cycle(("predict", "code", "optimize")),
        cycle(("senior", "mid", "senior", "staff")),
        cycle((5, 25, 12, 45, 18)),
    )
    more = []
    for n in range(250 - len(explain)):
        leaf = leaves[n * 7 % len(leaves)]
        more.append(
            item(leaf.id, f"{leaf.id.partition('.')[2]}-{n}", kind=next(kinds), level=next(levels), minutes=next(minutes))
        )
    return (*explain, *more)


def report(of: Item, verdict: Verdict, cases: int = 4) -> Report:
    """A report in which, unless accepted, the first case has the verdict and the others hold."""
    verdicts = [verdict, *[Verdict.ACCEPTED] * (cases - 1)][:cases]
    return Report(of.id, verdict, "", tuple(CaseResult(f"case {n}", each) for n, each in enumerate(verdicts)))


def attempt(
    of: Item,
    at: datetime = NOON,
    verdict: Verdict | None = Verdict.ACCEPTED,
    rating: Rating | None = None,
    *,
    took: float = 8,
    cases: int = 4,
    self_assessed: Mapping[str, bool] | None = None,
    **changed: Any,
) -> Attempt:
    """An attempt opened at `at`, judged `took` minutes later and rated a minute after that; no verdict: never submitted."""
    done = at + timedelta(minutes=took)
    judged: dict[str, Any] = (
        {}
        if verdict is None
        else {"submission": FILES, "submitted_at": done, "report": report(of, verdict, cases), "reported_at": done}
    )
    rated: dict[str, Any] = {} if rating is None else {"rating": rating, "rated_at": done + timedelta(minutes=1)}
    number = next(_numbers)
    return Attempt(f"attempt-{number:06}", of.uuid, at, number, self_assessed=self_assessed or {}, **(judged | rated | changed))


def settings(**changed: Any) -> LearnerSettings:
    return LearnerSettings(**({"started_on": MONDAY} | changed))


patiently = hypothesis.settings(deadline=None, max_examples=50)
"""For properties: the machine may be busy, so no deadline."""


@st.composite
def attempts_at(draw: st.DrawFn, of: Item) -> list[Attempt]:
    """Attempts of every sort at one item, over forty days before and after noon of the Monday."""
    return [
        attempt(
            of,
            NOON + timedelta(minutes=draw(st.integers(-60_000, 60_000))),
            draw(st.none() | st.sampled_from(Verdict)),
            draw(st.none() | st.sampled_from(Rating)),
            took=draw(st.integers(0, 300)),
            cases=draw(st.integers(0, 3)),
            self_assessed=draw(st.dictionaries(st.sampled_from("abc"), st.booleans())),
            gave_up=draw(st.booleans()),
            test_out=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]
