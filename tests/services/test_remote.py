"""Servers by URL."""

import pytest

from hotseat.services import MissingService, Remote, Service, service
from hotseat.services.remote import SERVERS, example, remote, variable


@pytest.mark.parametrize(
    ("url", "host", "port", "address"),
    [
        ("amqp://guest:guest@127.0.0.1/", "127.0.0.1", 5672, "amqp://guest:guest@{place}/"),
        ("amqp://localhost:5673/%2Fdev?heartbeat=5", "localhost", 5673, "amqp://{place}/%2Fdev?heartbeat=5"),
        ("amqp://me:p%40ss@[::1]:5672", "::1", 5672, "amqp://me:p%40ss@{place}"),
    ],
)
def test_a_url_says_where_a_server_is_and_what_a_client_needs(url: str, host: str, port: int, address: str) -> None:
    assert remote("rabbitmq", {"HOTSEAT_RABBITMQ_URL": url}) == Remote("rabbitmq", host, port, address)


@pytest.mark.parametrize("environment", [{}, {"HOTSEAT_RABBITMQ_URL": ""}, {"HOTSEAT_VALKEY_URL": "redis://127.0.0.1/"}])
def test_without_a_url_there_is_no_such_server(environment: dict[str, str]) -> None:
    assert remote("rabbitmq", environment) is None


@pytest.mark.parametrize(
    "url", ["127.0.0.1:5672", "http://127.0.0.1/", "amqp://", "amqp://host:99999/", "amqp://host:s3cret/", "amqp://[::1"]
)
def test_what_is_no_url_of_it_is_refused_with_an_example_and_without_its_secrets(url: str) -> None:
    with pytest.raises(ValueError, match="HOTSEAT_RABBITMQ_URL is not the URL of a rabbitmq server") as refused:
        remote("rabbitmq", {"HOTSEAT_RABBITMQ_URL": url})
    assert example("rabbitmq") in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_a_service_is_the_one_whose_url_is_there_else_one_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SERVERS:
        monkeypatch.delenv(variable(name), raising=False)
    assert isinstance(service("valkey"), Service)
    with pytest.raises(MissingService, match="start one, then set HOTSEAT_RABBITMQ_URL=amqp://"):
        service("rabbitmq")
    monkeypatch.setitem(SERVERS, "valkey", ("redis", 6379))
    monkeypatch.setenv("HOTSEAT_VALKEY_URL", "redis://127.0.0.1:7000/0")
    assert service("valkey") == Remote("valkey", "127.0.0.1", 7000, "redis://{place}/0")
    monkeypatch.setenv("HOTSEAT_VALKEY_URL", "7000")
    with pytest.raises(MissingService, match="HOTSEAT_VALKEY_URL is not the URL"):
        service("valkey")
