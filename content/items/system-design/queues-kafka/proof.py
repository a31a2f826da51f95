# %% A cluster without a server: librdkafka's mock brokers, spoken to over the real protocol on loopback
# The mock belongs to this producer and lives in its threads. Every topic of it has four partitions.
import itertools
import time
import zlib
from collections.abc import Callable

from confluent_kafka import Consumer, Message, Producer, TopicPartition

from hotseat.proof import claim, probe, show

PARTITIONS = 4
producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "replaced by the mock", "log_level": 2})
brokers = producer.list_topics(timeout=20).brokers.values()
bootstrap = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
numbers = itertools.count()


def fresh(kind: str) -> str:
    """A name of a topic or a group that nobody has used."""
    return f"{kind}-{next(numbers)}"


def sent(topic: str, messages: list[tuple[bytes | None, int | None]], by: Producer = producer) -> list[tuple[int, int]]:
    """Sends one message for each (key, partition) with its number as value; partition and offset of each, in that order."""
    places: dict[int, tuple[int, int]] = {}
    for number, (key, partition) in enumerate(messages):

        def note(error, message: Message, number: int = number) -> None:
            places[number] = message.partition(), message.offset()

        chosen = {} if partition is None else {"partition": partition}
        by.produce(topic, value=str(number).encode(), key=key, on_delivery=note, **chosen)
    by.flush(20)
    return [places[number] for number in range(len(messages))]


def consumer(group: str, **changes: object) -> Consumer:
    return Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "session.timeout.ms": 3500,  # the mock waits three seconds for a group's first members
            "heartbeat.interval.ms": 100,
            "fetch.wait.max.ms": 20,
            "topic.metadata.refresh.interval.ms": 100,  # a new topic is found at once
            "log_level": 2,
            **changes,
        }
    )


def following(reader: Consumer) -> Message:
    """The next message that the reader gets."""
    for _ in range(300):
        message = reader.poll(0.1)
        if message is not None and message.error() is None:
            return message
    raise TimeoutError("no message")


def read(reader: Consumer, count: int) -> list[Message]:
    return [following(reader) for _ in range(count)]


# %% Keys, partitions and order
KEYS = [f"customer-{number}".encode() for number in range(40)]


@claim("key-is-a-partition")
def one_key_is_one_partition_in_order() -> bool:
    topic, rounds = fresh("orders"), 3
    places = sent(topic, [(key, None) for _ in range(rounds) for key in KEYS])
    of_key = {key: places[index :: len(KEYS)] for index, key in enumerate(KEYS)}
    partitions = {key: {partition for partition, _ in found} for key, found in of_key.items()}
    in_order = all([offset for _, offset in found] == sorted(offset for _, offset in found) for found in of_key.values())
    first = sorted(place for place in places if place[1] == 0)
    show("partitions that one key went to, most over 40 keys", max(len(found) for found in partitions.values()))
    show("partitions in use", len({partition for partition, _ in places}))
    show("messages with offset 0", len(first))
    return all(len(found) == 1 for found in partitions.values()) and in_order and first == [(n, 0) for n in range(PARTITIONS)]


def by_model(key: bytes, partitions: int) -> int:
    """A model of the partitioner that librdkafka uses for a key by default."""
    return zlib.crc32(key) % partitions


def moved(partitions: int) -> int:
    """How many of 1,000 keys have another partition after the topic has grown from four partitions."""
    keys = [f"customer-{number}".encode() for number in range(1000)]
    return sum(by_model(key, PARTITIONS) != by_model(key, partitions) for key in keys)


@claim("growing-moves-keys")
def the_number_of_partitions_decides_for_a_key() -> bool:
    found = [partition for partition, _ in sent(fresh("orders"), [(key, None) for key in KEYS])]
    modelled = [by_model(key, PARTITIONS) for key in KEYS]
    shares = {partitions: moved(partitions) for partitions in (5, 6, 8)}
    show("keys of 40 whose partition is as in the model, crc32(key) % 4", sum(map(int.__eq__, found, modelled)))
    for partitions, count in shares.items():
        show(f"of 1,000 keys, moved when 4 partitions become {partitions}", count)
    return found == modelled and shares == {5: 796, 6: 669, 8: 500}


@claim("clients-may-disagree")
def another_partitioner_sends_a_key_elsewhere() -> bool:
    java_like = Producer({"bootstrap.servers": bootstrap, "partitioner": "murmur2_random", "log_level": 2})
    here = sent(fresh("orders"), [(key, None) for key in KEYS])
    there = sent(fresh("orders"), [(key, None) for key in KEYS], by=java_like)
    differing = sum(one[0] != other[0] for one, other in zip(here, there, strict=True))
    show("keys of 40 that the default and murmur2_random send to different partitions", differing)
    return differing == 35


# %% Commit and work
class Vanished(Exception):
    pass


def crash(batch: int, dies_after: int, commit_first: bool, count: int = 20) -> list[int]:
    """How often each offset is handled, if a consumer vanishes after so many messages and another goes on."""
    topic, group = fresh("orders"), fresh("workers")
    sent(topic, [(None, 0)] * count)
    handled: list[int] = []

    def work(reader: Consumer, dies: Callable[[], bool]) -> None:
        committed = reader.committed([TopicPartition(topic, 0)], timeout=20)[0].offset
        position = max(committed, 0)
        reader.assign([TopicPartition(topic, 0)])  # it starts at the committed offset, or at the earliest
        while position < count:
            taken = read(reader, min(batch, count - position))
            position += len(taken)
            upto = [TopicPartition(topic, 0, position)]
            if commit_first:
                reader.commit(offsets=upto, asynchronous=False)
            for message in taken:
                handled.append(message.offset())
                if dies():
                    raise Vanished
            if not commit_first:
                reader.commit(offsets=upto, asynchronous=False)

    first, second = consumer(group), consumer(group)
    try:
        work(first, lambda: len(handled) == dies_after)
    except Vanished:
        first.close()  # without auto-commit this leaves nothing behind but what was committed
    work(second, lambda: False)
    second.close()
    return [handled.count(offset) for offset in range(count)]


@claim("order-of-commit")
def the_order_of_commit_and_work_decides() -> bool:
    after = crash(batch=5, dies_after=8, commit_first=False)
    before = crash(batch=5, dies_after=8, commit_first=True)
    show("commit after each batch of 5, dies after 8: offsets handled twice", [n for n, times in enumerate(after) if times == 2])
    show("commit before each batch: offsets never handled", [n for n, times in enumerate(before) if times == 0])
    return after == [1] * 5 + [2] * 3 + [1] * 12 and before == [1] * 8 + [0] * 2 + [1] * 10


def auto_committed(stores_itself: bool) -> int:
    """One message is polled and its handler fails; what is committed when the consumer closes (-1: nothing)?"""
    topic, group = fresh("orders"), fresh("workers")
    sent(topic, [(None, 0)])
    settings = {"enable.auto.commit": True} | ({} if stores_itself else {"enable.auto.offset.store": False})
    reader = consumer(group, **settings)
    reader.assign([TopicPartition(topic, 0)])
    following(reader)  # and here the handler raises
    reader.close()
    other = consumer(group)
    committed = other.committed([TopicPartition(topic, 0)], timeout=20)[0].offset
    other.close()
    return max(committed, -1)


@claim("auto-commit-counts-delivery")
def auto_commit_does_not_wait_for_the_handler() -> bool:
    by_default, stored_by_hand = auto_committed(True), auto_committed(False)
    show("auto-commit, the handler of offset 0 fails, the consumer closes: committed", by_default)
    show("the same with enable.auto.offset.store=false", stored_by_hand)
    return by_default == 1 and stored_by_hand == -1


def resumes_at(fails: int, goes_on: bool) -> int:
    """Six messages, one of which fails, each other one committed after its work: where does the next consumer start?"""
    topic, group = fresh("orders"), fresh("workers")
    sent(topic, [(None, 0)] * 7)
    reader = consumer(group)
    reader.assign([TopicPartition(topic, 0)])
    for message in read(reader, 6):
        if message.offset() != fails:
            reader.commit(message=message, asynchronous=False)
        elif not goes_on:
            break
    reader.close()
    other = consumer(group)
    other.assign([TopicPartition(topic, 0)])
    start = following(other).offset()
    other.close()
    return start


@claim("commit-is-a-position")
def a_later_commit_covers_what_failed_before() -> bool:
    skipped, stopped = resumes_at(3, goes_on=True), resumes_at(3, goes_on=False)
    show("offset 3 fails, 4 and 5 are committed: the next consumer starts at", skipped)
    show("offset 3 fails and the consumer stops: the next one starts at", stopped)
    return skipped == 6 and stopped == 3


# %% A log, not a queue
@claim("reading-removes-nothing")
def groups_read_the_same_log() -> bool:
    topic, groups, seen = fresh("orders"), [fresh("billing"), fresh("search")], []
    sent(topic, [(None, 0)] * 6)
    for group in groups:
        reader = consumer(group)
        reader.assign([TopicPartition(topic, 0)])
        messages = read(reader, 6)
        reader.commit(message=messages[-1], asynchronous=False)
        seen.append([message.offset() for message in messages])
        reader.seek(TopicPartition(topic, 0, 2))
        seen.append([message.offset() for message in read(reader, 4)])
        kept = reader.get_watermark_offsets(TopicPartition(topic, 0), timeout=20)
        reader.close()
    show("offsets read by two groups, each once from its start and once after a seek to 2", str(seen))
    show("first and next offset of the log afterwards", list(kept))
    return seen == [[0, 1, 2, 3, 4, 5], [2, 3, 4, 5]] * 2 and kept == (0, 6)


# %% A group
@claim("group-shares-and-takes-over")
def a_group_splits_partitions_and_hands_over() -> bool:
    topic, group = fresh("orders"), fresh("workers")
    sent(topic, [(None, partition) for partition in range(PARTITIONS) for _ in range(2)])
    owned: dict[int, list[int]] = {}
    got: dict[int, list[tuple[int, int]]] = {}
    members = {number: consumer(group) for number in range(5)}
    for number, member in members.items():

        def assigned(_: Consumer, parts: list[TopicPartition], number: int = number) -> None:
            owned[number] = [part.partition for part in parts]

        member.subscribe([topic], on_assign=assigned)

    def turn_until(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 40
        while not done() and time.monotonic() < deadline:
            for number, member in members.items():
                message = member.poll(0.005)
                if message is not None and message.error() is None:
                    got.setdefault(number, []).append((message.partition(), message.offset()))

    turn_until(lambda: len(owned) == 5 and sorted(map(len, owned.values())) == [0, 1, 1, 1, 1] and len(got) == 4)
    shares = sorted(len(owned[number]) for number in members)
    leaver = min(got)
    partition = owned[leaver][0]
    members.pop(leaver).close()  # it has handled a message and committed nothing
    owned.clear()
    got.clear()
    turn_until(lambda: any((partition, offset) in sum(got.values(), []) for offset in (0, 1)))
    again = [offset for taken in got.values() for where, offset in taken if where == partition]
    for member in members.values():
        member.close()
    show("partitions of five members of one group on a topic of four", shares)
    show("one that handled offset 0 leaves without a commit: what its successor gets first", again[0])
    return shares == [0, 1, 1, 1, 1] and again[0] == 0


# %% What the mock does not do
@claim("mock-shows-aborted")
def the_mock_knows_no_isolation() -> bool:
    topic = fresh("payments")
    transactional = Producer({"bootstrap.servers": bootstrap, "transactional.id": fresh("transaction"), "log_level": 2})
    transactional.init_transactions(20)
    for value, end in ((b"aborted", transactional.abort_transaction), (b"committed", transactional.commit_transaction)):
        transactional.begin_transaction()
        transactional.produce(topic, value=value, partition=0)
        transactional.flush(20)
        end(20)
    reader = consumer(fresh("workers"), **{"isolation.level": "read_committed"})
    reader.assign([TopicPartition(topic, 0)])
    first = following(reader).value()
    reader.close()
    show("the first message that a read_committed reader gets from the mock", first.decode())
    return first == b"aborted"


# %% Truths of the probes
@probe
def handled(dies: int, order: str) -> list[int]:
    times = crash(5, dies, order == "before the work on it")
    return [sum(count == 2 for count in times), sum(count == 0 for count in times)]


@probe
def keys_moved(partitions: int) -> int:
    return moved(partitions)


@probe
def next_offset(fails: int, then: str) -> int:
    return resumes_at(fails, then == "logs it and goes on")
