"""Every item of the real curriculum can be shown, before and after its answer."""

import re

import pytest
from django.test import Client

from hotseat.curriculum import load
from hotseat.web.home import Home
from hotseat.web.running import tools

ITEMS = sorted(load().folders)


@pytest.fixture
def learner(db: None, home: Home) -> Client:
    """A browser that was let in, on the project's own curriculum."""
    tools.curriculum.cache_clear()
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["hotseat-80"] = home.launch_token()
    return client


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_is_shown_before_and_after_its_answer(learner: Client, item: str) -> None:
    folder = load().folders[item]
    assert learner.get(f"/items/{item}/").status_code == 200
    page = learner.post(f"/items/{item}/open")["Location"]
    before = learner.get(page).text
    assert not [claim.says for claim in folder.claims() if f'id="claim-{claim.id}"' in before]
    learner.post(f"{page}give-up")
    after = learner.get(page).text
    for claim in folder.claims():
        assert f'id="claim-{claim.id}"' in after
    targets = set(re.findall(r'href="#((?:claim|source)-[^"]+)"', after))
    assert targets <= set(re.findall(r'id="((?:claim|source)-[^"]+)"', after)), "a mark that leads nowhere"


@pytest.mark.parametrize("path", ["/", "/map/", "/plan/"])
def test_the_pages_over_all_items_are_shown(learner: Client, path: str) -> None:
    assert learner.get(path).status_code == 200
