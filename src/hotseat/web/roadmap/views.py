"""The map and its leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotseat.core.roadmap import Area
from hotseat.learner.mastery import Judgement, Standing
from hotseat.web.pages.learner import learner_now
from hotseat.web.running.tools import curriculum


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves of an area that belong together."""

    title: str
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area with its groups, and how many of its leaves stand where."""

    area: Area
    groups: tuple[Group, ...]
    counts: tuple[tuple[Standing, int], ...]


@require_GET
def roadmap(request: HttpRequest) -> HttpResponse:
    """Every area and leaf."""
    judgements = learner_now().mastery
    areas = [_area(area, judgements) for area in curriculum().roadmap.areas]
    found = list(judgements.values())
    context = {"areas": areas, "counts": _counts(found), "without": sum(not one.items for one in found)}
    return render(request, "roadmap/map.html", context)


@require_GET
def leaf(request: HttpRequest, leaf_id: str) -> HttpResponse:
    """One leaf: where it stands, on what evidence, and its items."""
    learner = learner_now()
    judgement = learner.mastery.get(leaf_id)
    if judgement is None:
        raise Http404(f"The roadmap has no leaf {leaf_id}. The map shows them all.")
    items = sorted(
        (item for item in learner.items if leaf_id in item.covers), key=lambda item: (item.primary_leaf != leaf_id, item.id)
    )
    context = {
        "judgement": judgement,
        "area": curriculum().roadmap.area(judgement.leaf.area),
        "own": [item for item in items if item.primary_leaf == leaf_id],
        "others": [item for item in items if item.primary_leaf != leaf_id],
        "cards": learner.history.cards,
    }
    return render(request, "roadmap/leaf.html", context)


def _area(area: Area, judgements: dict[str, Judgement]) -> AreaView:
    groups: dict[str, list[Judgement]] = {}
    for one in area.leaves:
        groups.setdefault(one.group, []).append(judgements[one.id])
    own = [judgements[one.id] for one in area.leaves]
    return AreaView(area, tuple(Group(title, tuple(found)) for title, found in groups.items()), _counts(own))


def _counts(judgements: Sequence[Judgement]) -> tuple[tuple[Standing, int], ...]:
    return tuple((standing, sum(one.standing is standing for one in judgements)) for standing in Standing)
