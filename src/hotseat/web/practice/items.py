"""An item's own page: the question, what has happened with it, and the way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotseat.web import actions
from hotseat.web.pages.learner import learner_now
from hotseat.web.practice.desk import TEST_OUT_PROBES
from hotseat.web.running.tools import curriculum


@require_GET
def item(request: HttpRequest, area: str, slug: str) -> HttpResponse:
    """The item, before an attempt is opened: nothing of the answer is shown."""
    roadmap = curriculum().roadmap
    folder = curriculum().find(f"{area}/{slug}")
    attempts = actions.attempts(folder.item.uuid)
    newest = attempts[-1] if attempts else None
    leaves = {leaf.id: leaf for leaf in roadmap.leaves}
    return render(
        request,
        "practice/item.html",
        {
            "item": folder.item,
            "area": next((one.title for one in roadmap.areas if one.id == area), area),
            "question": folder.question(),
            "leaves": [leaves[leaf] for leaf in folder.item.covers if leaf in leaves],
            "attempts": list(reversed(attempts)),
            "unfinished": newest and newest.submitted_at is None and not newest.gave_up and newest.rating is None,
            "can_test_out": len(folder.rubric().probes) >= TEST_OUT_PROBES,
            "card": learner_now().history.cards.get(folder.item.uuid),
        },
    )
