# %% A real RabbitMQ, and queues of this proof's own
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

import amqp

from hotseat.proof import claim, probe, service, show

SERVER = urlsplit(service("rabbitmq"))
TOTAL = 8
PATIENCE = 10
"""Seconds that something which must come may take."""


def connected() -> amqp.Connection:
    connection = amqp.Connection(
        host=f"{SERVER.hostname}:{SERVER.port}",
        userid=unquote(SERVER.username or "guest"),
        password=unquote(SERVER.password or "guest"),
        virtual_host=unquote(SERVER.path[1:]) or "/",
        confirm_publish=True,
        connect_timeout=PATIENCE,
    )
    connection.connect()
    return connection


class Worker:
    """A consumer with a connection of its own. What it is handed lies in `hand` until it says what became of it."""

    def __init__(self, queue: str, *, prefetch: int = 0, automatic: bool = False) -> None:
        self.connection = connected()
        self.channel = self.connection.channel()
        if prefetch:
            self.channel.basic_qos(0, prefetch, False)
        self.hand: list[amqp.Message] = []
        self.channel.basic_consume(queue, callback=self.hand.append, no_ack=automatic)

    def take(self, count: int) -> list[str]:
        """Wait until so many have been handed over; their bodies."""
        while len(self.hand) < count:
            self.connection.drain_events(timeout=PATIENCE)
        return [message.body for message in self.hand]

    def die(self) -> None:
        """The connection breaks: nothing is said any more."""
        with suppress(OSError, amqp.AMQPError):
            self.connection.transport.close()


@contextmanager
def queue(messages: int = TOTAL, **arguments: object) -> Iterator[tuple[str, amqp.Channel]]:
    """A queue with so many messages, gone afterwards; and the channel of who made it."""
    name = f"hotseat-{uuid.uuid4().hex}"
    connection = connected()
    channel = connection.channel()
    channel.queue_declare(name, auto_delete=False, durable=True, arguments=arguments)
    try:
        for number in range(messages):
            channel.basic_publish(amqp.Message(str(number)), routing_key=name)
        yield name, channel
    finally:
        channel.queue_delete(name)
        connection.close()


def ready(channel: amqp.Channel, name: str) -> int:
    """Messages that wait in the queue, by the server's own count: those in somebody's hand are not among them."""
    return int(channel.queue_declare(name, passive=True).message_count)


def again(channel: amqp.Channel, name: str, count: int) -> list[tuple[str, bool]]:
    """What the next worker gets once the server has noticed the death: each body, and whether it is marked as redelivered."""
    deadline = time.monotonic() + PATIENCE
    while ready(channel, name) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    worker = Worker(name)
    worker.take(count)
    found = [(message.body, message.delivery_info["redelivered"]) for message in worker.hand]
    worker.connection.close()
    return found


# %% A death
@claim("comes-back-in-its-place")
def what_was_not_acknowledged_comes_back_in_front() -> bool:
    found = []
    for hand in (1, 3, 5):
        with queue() as (name, channel):
            worker = Worker(name, prefetch=hand)
            worker.take(hand)
            worker.die()
            found.append(again(channel, name, TOTAL))
    show("bodies that the next worker got, after 5 in hand", [body for body, _ in found[-1]])
    show("marked as redelivered, of 1, 3 and 5 in hand", [sum(marked for _, marked in each) for each in found])
    order = [str(number) for number in range(TOTAL)]
    return all(
        [body for body, _ in each] == order and [marked for _, marked in each] == [number < hand for number in range(TOTAL)]
        for hand, each in zip((1, 3, 5), found, strict=True)
    )


@claim("prefetch-bounds-the-hand")
def no_more_is_handed_out_than_prefetch_says() -> bool:
    left = []
    for hand in (1, 3, 5):
        with queue() as (name, channel):
            worker = Worker(name, prefetch=hand)
            worker.take(hand)
            left.append(ready(channel, name))
            worker.connection.close()
    show("waiting while 1, 3 and 5 are in hand, of 8", left)
    return left == [TOTAL - hand for hand in (1, 3, 5)]


@claim("automatic-is-gone")
def without_acknowledgements_a_death_loses_what_was_sent() -> bool:
    with queue() as (name, channel):
        worker = Worker(name, prefetch=5, automatic=True)
        worker.take(TOTAL)
        left = ready(channel, name)
        worker.die()
        comes = channel.basic_get(name)
    show("handed over, left in the queue", [len(worker.hand), left])
    return left == 0 and comes is None


@claim("two-workers-break-the-order")
def what_comes_back_stands_behind_what_the_other_has_taken() -> bool:
    with queue() as (name, _):
        first = Worker(name, prefetch=4)
        first.take(4)
        second = Worker(name)
        second.take(4)
        first.die()
        order = second.take(TOTAL)
        second.connection.close()
    show("what the second worker saw", order)
    return order == ["4", "5", "6", "7", "0", "1", "2", "3"]


# %% Saying no
def said_no(times: int, way: str) -> tuple[int, int]:
    """How often a message came back marked as redelivered, and what its x-death headers count, when it fails so often."""
    retry = f"hotseat-{uuid.uuid4().hex}"
    connection = connected()
    channel = connection.channel()
    work = f"{retry}-work"
    back = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": work, "x-message-ttl": 1}
    channel.queue_declare(retry, auto_delete=False, durable=True, arguments=back)
    to_retry = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": retry}
    channel.queue_declare(work, auto_delete=False, durable=True, arguments=to_retry)
    try:
        channel.basic_publish(amqp.Message("order"), routing_key=work)
        worker = Worker(work)
        marked = 0
        for failure in range(times + 1):
            worker.take(failure + 1)
            message = worker.hand[-1]
            marked += message.delivery_info["redelivered"]
            if failure < times:
                worker.channel.basic_reject(message.delivery_tag, requeue=way == "requeue")
        deaths = message.headers.get("x-death", []) if message.headers else []
        worker.connection.close()
    finally:
        channel.queue_delete(work)
        channel.queue_delete(retry)
        connection.close()
    return marked, sum(death["count"] for death in deaths if death["reason"] == "rejected")


@claim("requeued-is-not-counted")
def a_requeued_message_comes_at_once_and_nothing_counts() -> bool:
    found = {times: said_no(times, "requeue") for times in (1, 5, 20)}
    show("marked and counted after 1, 5 and 20 refusals with requeue", [list(pair) for pair in found.values()])
    return all(pair == (times, 0) for times, pair in found.items())


@claim("dead-letters-are-counted")
def a_message_that_goes_by_a_retry_queue_carries_its_count() -> bool:
    found = {times: said_no(times, "retry queue") for times in (1, 3, 6)}
    show("marked and counted after 1, 3 and 6 refusals by a retry queue", [list(pair) for pair in found.values()])
    return all(pair == (0, times) for times, pair in found.items())


# %% The publisher
@claim("confirmed-is-not-routed")
def a_message_without_a_queue_is_confirmed_all_the_same() -> bool:
    connection = connected()
    channel = connection.channel()
    returned: list[object] = []
    channel.events["basic_return"].add(lambda *back: returned.append(back))
    nowhere = f"hotseat-{uuid.uuid4().hex}"
    confirmed = []
    for mandatory in (False, True):
        channel.basic_publish_confirm(amqp.Message("order"), routing_key=nowhere, mandatory=mandatory)
        confirmed.append(len(returned))
    connection.close()
    show("returned after a confirmed message to nowhere: without mandatory, with it", confirmed)
    return confirmed == [0, 1]


# %% Probes
@probe
def after_the_death(prefetch: int) -> list[int]:
    """Messages that the next worker gets, and how many of them are marked."""
    with queue() as (name, channel):
        worker = Worker(name, prefetch=prefetch)
        worker.take(prefetch)
        worker.die()
        found = again(channel, name, TOTAL)
    return [len(found), sum(marked for _, marked in found)]


@probe
def after_refusals(times: int, way: str) -> list[int]:
    return list(said_no(times, "requeue" if way == "with requeue=True" else "retry queue"))
