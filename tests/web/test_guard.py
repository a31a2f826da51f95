import pytest
from django.test import Client

from hotseat.web.guard import refusal
from hotseat.web.home import Home

OWN = "127.0.0.1:8123"


@pytest.mark.parametrize("host", [OWN, "localhost:8123"])
def test_our_own_pages_are_answered(host: str) -> None:
    assert refusal(host, "8123", None, None, None) is None
    assert refusal(host, "8123", f"http://{host}", "same-origin", "cors") is None
    assert refusal(host, "8123", None, "none", "navigate") is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8123",
        "127.0.0.1",
        "127.0.0.1:9000",
        "127.0.0.1.evil.example:8123",
        "[::1]:8123",
        "0.0.0.0:8123",
        "",
    ],
)
def test_a_name_that_is_not_ours_is_refused(host: str) -> None:
    refused = refusal(host, "8123", None, None, None)
    assert refused is not None
    assert refused.status == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://127.0.0.1:8123", "http://127.0.0.1:9000", "http://localhost:8123", "null"]
)
def test_a_request_of_another_origin_is_refused(origin: str) -> None:
    refused = refusal(OWN, "8123", origin, None, None)
    assert refused is not None
    assert refused.status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["no-cors", "cors", None])
def test_what_another_page_embeds_is_refused(site: str, mode: str | None) -> None:
    assert refusal(OWN, "8123", None, site, mode) is not None


def test_a_link_from_elsewhere_may_lead_here() -> None:
    assert refusal(OWN, "8123", None, "cross-site", "navigate") is None


def test_a_browser_without_the_token_learns_what_to_do(home: Home, db: None) -> None:
    answer = Client(headers={"host": "127.0.0.1"}).get("/")
    assert answer.status_code == 403
    assert "Open the address that Hotseat printed" in answer.text
    assert not answer.cookies


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_wrong_token_lets_nobody_in(home: Home, db: None, token: str) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    assert client.get("/", {"token": token}).status_code == 403
    client.cookies["hotseat-80"] = "wrong"
    assert client.get("/").status_code == 403


def test_the_token_lets_in_once_and_for_all(learner: Client, home: Home) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    answer = client.get("/", {"token": home.launch_token()})
    assert answer.status_code == 200
    cookie = answer.cookies["hotseat-80"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert client.get("/").status_code == 200


def test_a_token_in_a_form_is_no_way_in(home: Home, db: None) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    assert client.post(f"/settings/?token={home.launch_token()}").status_code == 403


def test_a_form_without_its_csrf_token_changes_nothing(home: Home, learner: Client) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    client.cookies["hotseat-80"] = home.launch_token()
    answer = client.post("/settings/", {"minutes_per_day": "5"})
    assert answer.status_code == 403
    assert "Nothing was done" in answer.text


def test_every_page_forbids_inline_scripts_frames_and_guessing(learner: Client) -> None:
    headers = learner.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
