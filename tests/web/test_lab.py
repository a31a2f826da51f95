"""A lab's page sends a person to their terminal: a service is built and judged in a folder of theirs."""

import re

import pytest
from django.test import Client

from hotseat.web import actions
from hotseat.web.home import Home
from hotseat.web.running.tools import curriculum

LAB = "system-design/payments"


@pytest.fixture
def visitor(db: None, home: Home) -> Client:
    """A browser that was let in to the project's own curriculum."""
    curriculum.cache_clear()
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["hotseat-80"] = home.launch_token()
    return client


def test_the_page_says_how_to_begin_and_has_no_start_button(visitor: Client) -> None:
    page = visitor.get(f"/items/{LAB}/").content.decode()
    assert f"lab start {LAB}" in re.sub(r"<[^>]+>", "", page)
    assert "Lab · about 240 minutes" in page
    assert f"/items/{LAB}/open" not in page


def test_nothing_is_opened_for_it(visitor: Client) -> None:
    answer = visitor.post(f"/items/{LAB}/open")
    assert (answer.status_code, answer["location"]) == (303, f"/items/{LAB}/")
    assert actions.attempts(curriculum().find(LAB).item.uuid) == ()
