# %% The protocol, small enough to read: the handshake and the frames of RFC 6455
import asyncio
import base64
import hashlib
import socket
import struct
from collections import deque
from contextlib import asynccontextmanager

from hotseat.proof import chart, claim, probe, show

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, PING = 1, 9
KIB = 1024


def accept(key: str) -> str:
    """What the server answers to a client's Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1(key.encode() + MAGIC, usedforsecurity=False).digest()).decode()


def frame(payload: bytes, opcode: int = TEXT, mask: bytes = b"") -> bytes:
    """One final frame; a client's has a mask of four bytes."""
    masked = 0x80 if mask else 0
    if len(payload) < 126:
        length = struct.pack("!B", masked | len(payload))
    elif len(payload) < 1 << 16:
        length = struct.pack("!BH", masked | 126, len(payload))
    else:
        length = struct.pack("!BQ", masked | 127, len(payload))
    body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload)) if mask else payload
    return bytes([0x80 | opcode]) + length + mask + body


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """The payload of the next frame from a server, which is not masked."""
    _, length = await reader.readexactly(2)
    if length == 126:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
    elif length == 127:
        (length,) = struct.unpack("!Q", await reader.readexactly(8))
    return await reader.readexactly(length)


@probe
def bytes_on_the_wire(size: int, sender: str) -> int:
    return len(frame(b"x" * size, mask=b"\x37\xfa\x21\x3d" if sender == "the client" else b""))


@claim("frames-as-specified")
def handshake_and_frames_are_those_of_the_standard() -> bool:
    mask = bytes.fromhex("37fa213d")
    given = [
        accept("dGhlIHNhbXBsZSBub25jZQ=="),
        frame(b"Hello").hex(),
        frame(b"Hello", mask=mask).hex(),
        frame(b"Hello", PING).hex(),
        frame(b"x" * 256, 2)[:4].hex(),
        frame(b"x" * 65536, 2)[:10].hex(),
    ]
    expected = [
        "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "810548656c6c6f",
        "818537fa213d7f9f4d5158",
        "890548656c6c6f",
        "827e0100",
        "827f0000000000010000",
    ]
    show("examples of RFC 6455, sections 1.3 and 5.7, that come out right, of 6", sum(map(str.__eq__, given, expected)))
    return given == expected


# %% A server on loopback that knows when a client's buffers are full
class Peer(asyncio.Protocol):
    """The server's side of one connection: `writable` unless the transport's buffer is too full, `awaited` when somebody waits for that."""

    def __init__(self, joined: "asyncio.Queue[Peer]") -> None:
        self.joined = joined
        self.request = b""
        self.path = ""
        self.writable, self.awaited = asyncio.Event(), asyncio.Event()
        self.writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * KIB)

    def data_received(self, data: bytes) -> None:
        if self.path:
            return  # frames of the client: not looked at here
        self.request += data
        if self.request.endswith(b"\r\n\r\n"):
            line, *fields = self.request.decode().split("\r\n")
            key = next(field.partition(": ")[2] for field in fields if field.startswith("Sec-WebSocket-Key"))
            self.path = line.split()[1]
            answer = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
            self.transport.write("\r\n".join([*answer, f"Sec-WebSocket-Accept: {accept(key)}", "", ""]).encode())
            self.joined.put_nowait(self)

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def send(self, payload: bytes) -> None:
        """Hand a frame to the transport: never waits."""
        self.transport.write(frame(payload))

    async def drained(self) -> None:
        if not self.writable.is_set():
            self.awaited.set()
        await self.writable.wait()

    @property
    def waiting(self) -> int:
        """Bytes that the transport holds because the kernel does not take them."""
        return self.transport.get_write_buffer_size()


@asynccontextmanager
async def server():
    """Gives `join(path)`: a client with small buffers, as (the server's peer, the client's reader and writer)."""
    loop = asyncio.get_running_loop()
    joined: asyncio.Queue[Peer] = asyncio.Queue()
    listening = await loop.create_server(lambda: Peer(joined), "127.0.0.1", 0)
    writers = []

    async def join(path: str = "/"):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * KIB)
        sock.setblocking(False)
        await loop.sock_connect(sock, listening.sockets[0].getsockname())
        reader, writer = await asyncio.open_connection(sock=sock, limit=4 * KIB)
        fields = ["Host: here", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        writer.write("\r\n".join([f"GET {path} HTTP/1.1", *fields, "Sec-WebSocket-Version: 13", "", ""]).encode())
        await reader.readuntil(b"\r\n\r\n")
        writers.append(writer)
        return await joined.get(), reader, writer

    try:
        yield join
    finally:
        for writer in writers:
            writer.transport.abort()
        listening.close()


async def read_all(reader: asyncio.StreamReader, count: int) -> list[bytes]:
    return [await read_frame(reader) for _ in range(count)]


# %% A client that does not read: where its messages are meanwhile
MESSAGE = b"m" * (32 * KIB)


async def without_waiting(messages: int) -> tuple[list[int], int, tuple[int, int]]:
    """(bytes waiting for the slow client after each quarter, those for the fast one at the end, the transport's limits)."""
    async with server() as join:
        (slow, _, _), (fast, reader, _) = await join(), await join()
        limits = slow.transport.get_write_buffer_limits()
        held = []
        for _ in range(4):
            for _ in range(messages // 4):
                slow.send(MESSAGE)
                fast.send(MESSAGE)
                await read_frame(reader)
            held.append(slow.waiting)
        return held, fast.waiting, limits


@claim("writing-never-waits")
def what_is_not_read_stays_in_the_servers_memory() -> bool:
    messages = 320
    held, fast, limits = asyncio.run(without_waiting(messages))
    sent = [messages // 4 * part * len(MESSAGE) for part in (1, 2, 3, 4)]
    show("MiB sent to each client after each quarter", [round(size / KIB**2, 1) for size in sent])
    show("MiB held in memory for the one that does not read", [round(size / KIB**2, 1) for size in held])
    show("limits of the transport, low and high", list(limits), "bytes")
    chart(
        "Held for a client that does not read",
        [0.0, *(size / KIB**2 for size in sent)],
        {"in the server's memory": [0.0, *(size / KIB**2 for size in held)]},
        x_label="MiB sent",
        y_label="MiB held",
    )
    return (
        all(size - KIB**2 < kept for size, kept in zip(sent, held, strict=True)) and fast == 0 and limits == (16 * KIB, 64 * KIB)
    )


async def lead_of_the_fast(messages: int) -> int:
    """By how many messages the fast client is ever ahead of what the slow one has read; that one reads when somebody waits for it."""
    async with server() as join:
        (slow, slow_reader, _), (fast, fast_reader, _) = await join(), await join()
        read_by_slow = 0
        leads = []

        async def broadcast() -> None:
            for number in range(1, messages + 1):
                fast.send(MESSAGE)
                leads.append(number - read_by_slow)
                slow.send(MESSAGE)
                await fast.drained()
                await slow.drained()

        async def read_slowly() -> None:
            nonlocal read_by_slow
            while True:
                await slow.awaited.wait()
                slow.awaited.clear()
                while not slow.writable.is_set():
                    await read_frame(slow_reader)
                    read_by_slow += 1

        reading = asyncio.create_task(read_slowly())
        await asyncio.gather(broadcast(), read_all(fast_reader, messages))
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        return max(leads)


@claim("waiting-for-each-is-waiting-for-the-slowest")
def a_broadcast_that_waits_for_each_goes_at_the_pace_of_the_slowest() -> bool:
    messages = 320
    lead = asyncio.run(lead_of_the_fast(messages))
    show("messages, of 320, by which the fast client is ever ahead of the slow one's reading", lead)
    return lead < messages // 4


# %% A queue with a bound for each client, and what to do when it is full
class Outbox:
    """What waits for one client: at most `limit` entries of (key, value)."""

    def __init__(self, limit: int, policy: str) -> None:
        self.limit, self.policy = limit, policy
        self.entries: deque[tuple[str, int]] = deque()
        self.most = 0
        self.filled, self.idle = asyncio.Event(), asyncio.Event()
        self.idle.set()

    def put(self, key: str, value: int) -> None:
        if self.policy == "keeps the newest for each key":
            self.entries = deque(entry for entry in self.entries if entry[0] != key)
        if len(self.entries) == self.limit:
            if self.policy == "drops the newest":
                return
            self.entries.popleft()
        self.entries.append((key, value))
        self.most = max(self.most, len(self.entries))
        self.filled.set()
        self.idle.clear()

    async def send_to(self, peer: Peer, size: int) -> None:
        while True:
            while not self.entries:
                self.filled.clear()
                self.idle.set()
                await self.filled.wait()
            key, value = self.entries.popleft()
            peer.send(f"{key} {value} ".encode().ljust(size, b"."))
            await peer.drained()


def newest(frames: list[bytes]) -> dict[str, int]:
    """The last value that came for each key."""
    return {key: int(value) for key, value, *_ in (message.decode().split(" ") for message in frames)}


async def with_outboxes(rounds: int, keys: str, limit: int, policy: str) -> tuple[int, int, dict[str, int]]:
    """(messages of the fast client, most entries that waited for the slow one, what that one knows in the end).

    All keys change in each round of the first half, the first one alone in those of the second.
    """
    size = 16 * KIB
    async with server() as join:
        (slow, slow_reader, _), (fast, fast_reader, _) = await join(), await join()
        boxes = Outbox(limit, policy), Outbox(limit, policy)
        senders = [asyncio.create_task(box.send_to(peer, size)) for box, peer in zip(boxes, (slow, fast), strict=True)]
        fast_got = 0
        for value in range(1, rounds + 1):
            for key in keys if value <= rounds // 2 else keys[0]:
                for box in boxes:
                    box.put(key, value)
                await read_frame(fast_reader)
                fast_got += 1
        boxes[0].entries.append(("end", 0))
        boxes[0].filled.set()
        got: list[bytes] = []
        while not got or not got[-1].startswith(b"end"):
            got.append(await read_frame(slow_reader))
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
    return fast_got, boxes[0].most, {key: value for key, value in newest(got).items() if key != "end"}


@claim("a-bound-for-each-client")
def nobody_waits_and_memory_is_bounded() -> bool:
    rounds, keys, limit = 100, "abcde", 8
    policies = ["keeps the newest for each key", "drops the newest"]
    found = {policy: asyncio.run(with_outboxes(rounds, keys, limit, policy)) for policy in policies}
    for policy, (fast, most, known) in found.items():
        show(
            f"{policy}: messages of the fast client, most that waited for the slow one, what that one knows of 100",
            [fast, most, str(known)],
        )
    merged, stale = (found[policy] for policy in policies)
    return (
        all(fast == 300 and most <= limit for fast, most, _ in found.values())
        and merged[2] == {"a": 100, "b": 50, "c": 50, "d": 50, "e": 50}
        and all(value < 25 for value in stale[2].values())
    )


def keys_up_to_date(arrivals: str, limit: int, policy: str) -> int:
    """How many keys a client that reads nothing meanwhile has with their newest value, once it has read what is left."""
    box = Outbox(limit, policy)
    for value, key in enumerate(arrivals.split(), 1):
        box.put(key, value)
    last = {key: value for value, key in enumerate(arrivals.split(), 1)}
    return sum(last[key] == value for key, value in dict(box.entries).items())


@probe
def keys_known(arrivals: str, limit: int, policy: str) -> int:
    return keys_up_to_date(arrivals, limit, policy)


@claim("the-policy-decides-what-is-lost")
def newest_for_each_key_loses_nothing_that_still_counts() -> bool:
    arrivals = "a b a c a a d a a a"
    policies = ["keeps the newest for each key", "drops the oldest", "drops the newest"]
    found = {policy: [keys_up_to_date(arrivals, limit, policy) for limit in (4, 5, 10)] for policy in policies}
    for policy, known in found.items():
        show(f"keys of 4 known with their newest value, at most 4, 5, 10 waiting: {policy}", known)
    return list(found.values()) == [[4, 4, 4], [2, 2, 4], [2, 2, 4]]


# %% Sent is not received, and what was missed is not sent again
async def sent_and_read(messages: int, reads: int) -> tuple[int, int, int]:
    """(messages handed over without an error, bytes left in the server, messages that the client reads before it is gone)."""
    async with server() as join:
        peer, reader, writer = await join()
        for _ in range(messages):
            peer.send(b"m" * KIB)
            await peer.drained()
        got = await read_all(reader, reads)
        writer.transport.abort()
        return messages, peer.waiting, len(got)


class Channel:
    """Messages with numbers; the last `keep` can be sent again."""

    def __init__(self, keep: int) -> None:
        self.log: deque[tuple[int, str]] = deque(maxlen=keep)
        self.number = 0
        self.peers: list[Peer] = []

    def publish(self, text: str) -> None:
        self.number += 1
        self.log.append((self.number, text))
        for peer in self.peers:
            peer.send(f"{self.number} {text}".encode())

    def welcome(self, peer: Peer) -> None:
        """Send what the client missed, if it says what it has; a snapshot where the log does not reach back so far."""
        after = peer.path.partition("after=")[2]
        if after:
            oldest = self.log[0][0] if self.log else self.number + 1
            if int(after) + 1 < oldest:
                peer.send(f"snapshot {self.number}".encode())
            else:
                for number, text in self.log:
                    if number > int(after):
                        peer.send(f"{number} {text}".encode())
        self.peers.append(peer)


async def comes_back(before: int, away: int, keep: int, asks: bool) -> list[str]:
    """What a client gets first after a break during which messages were published, up to the message after it."""
    async with server() as join:
        channel = Channel(keep)
        peer, reader, writer = await join()
        channel.welcome(peer)
        for _ in range(before):
            channel.publish("news")
        last = (await read_all(reader, before))[-1].decode().split()[0]
        writer.transport.abort()
        channel.peers.clear()
        for _ in range(away):
            channel.publish("news")
        peer, reader, writer = await join(f"/?after={last}" if asks else "/")
        channel.welcome(peer)
        channel.publish("latest")
        got = []
        while not got or not got[-1].endswith("latest"):
            got.append((await read_frame(reader)).decode())
    return got[:-1]


@probe
def sent_after_the_break(before: int, away: int, keep: int) -> list[int]:
    got = asyncio.run(comes_back(before, away, keep, asks=True))
    return [sum(not text.startswith("snapshot") for text in got), sum(text.startswith("snapshot") for text in got)]


@claim("sent-is-not-received")
def a_write_that_succeeds_says_nothing_about_the_reader() -> bool:
    sent, waiting, read = asyncio.run(sent_and_read(5, reads=1))
    show(
        "messages sent without an error, bytes left in the server, messages read by the client before it was gone",
        [sent, waiting, read],
    )
    return (sent, waiting, read) == (5, 0, 1)


@claim("a-number-closes-the-gap")
def a_client_that_says_what_it_has_gets_what_it_missed() -> bool:
    silent = asyncio.run(comes_back(3, 4, 10, asks=False))
    numbered = asyncio.run(comes_back(3, 4, 10, asks=True))
    too_late = asyncio.run(comes_back(3, 4, 2, asks=True))
    show("after a break of 4 messages: who says nothing gets", silent or "nothing")
    show("who says that 3 was the last gets", numbered)
    show("and where the log keeps two", too_late)
    return silent == [] and [text.split()[0] for text in numbered] == ["4", "5", "6", "7"] and too_late == ["snapshot 7"]
