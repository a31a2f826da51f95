import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

from hotseat.proof.records import ClaimStarted, Record
from hotseat.proof.runner import prove
from hotseat.sandbox import Sandbox
from hotseat.web.running.stream import Stream
from tests.folders import folder
from tests.processes import alive_with, marker, wait_until


async def followed(stream: Stream[str], start: int = 0) -> list[tuple[int, str]]:
    """Everything that a follower gets."""
    return [pair async for pair in stream.follow(start)]


def test_a_follower_gets_what_was_before_it_and_what_comes_after() -> None:
    stream: Stream[str] = Stream()
    stream.add("a")

    def go_on() -> None:
        stream.add("b")
        stream.finish()

    async def run() -> list[tuple[int, str]]:
        following = asyncio.create_task(followed(stream))
        await asyncio.sleep(0)
        threading.Thread(target=go_on).start()
        return await asyncio.wait_for(following, 5)

    assert asyncio.run(run()) == [(0, "a"), (1, "b")]


def test_a_follower_that_comes_back_gets_what_it_has_not_seen() -> None:
    stream: Stream[str] = Stream()
    for event in "abc":
        stream.add(event)
    stream.finish()
    assert asyncio.run(followed(stream, 2)) == [(2, "c")]
    assert asyncio.run(followed(stream, 9)) == []


def test_several_followers_get_the_same() -> None:
    stream: Stream[str] = Stream()

    async def run() -> list[list[tuple[int, str]]]:
        following = [asyncio.create_task(followed(stream)) for _ in range(3)]
        await asyncio.sleep(0)
        stream.add("a")
        stream.finish()
        return await asyncio.gather(*following)

    assert asyncio.run(run()) == [[(0, "a")]] * 3


def test_a_page_that_goes_away_is_forgotten() -> None:
    stream: Stream[str] = Stream()

    async def run() -> int:
        following = asyncio.create_task(followed(stream))
        await asyncio.sleep(0.01)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        return len(stream._wakers)

    assert asyncio.run(run()) == 0


def test_cancelling_closes_the_work() -> None:
    stream: Stream[str] = Stream()
    closed = []

    def work() -> Iterator[str]:
        try:
            for number in range(1000):
                if number == 3:
                    stream.cancel()
                yield str(number)
        finally:
            closed.append(True)

    stream.drain(work())  # type: ignore[arg-type]
    assert stream.events == ("0", "1", "2", "3")
    assert closed == [True]


def test_cancelling_ends_what_says_nothing(tmp_path: Path, sandbox: Sandbox) -> None:
    """A claim that takes minutes has no next event: its process is killed under it."""
    word = marker()
    proof = f"""
        from hotseat.proof import claim

        @claim("endless")
        def endless():
            import os, sys
            os.execv(sys.executable, [sys.executable, "-S", "-c", "import time; time.sleep(600)", "{word}"])
        """
    item = folder(tmp_path, "explain", "seconds = 200\n", proof_py=proof)
    stream: Stream[Record] = Stream()
    work = threading.Thread(target=lambda: stream.drain(prove(item, stream.sandbox(sandbox))))
    work.start()
    wait_until(lambda: alive_with(word))
    stream.cancel()
    work.join(20)
    assert not work.is_alive()
    assert stream.events == (ClaimStarted("endless"),)
    wait_until(lambda: not alive_with(word))


def test_a_stream_ends_once_it_is_finished() -> None:
    stream: Stream[str] = Stream()
    assert not stream.wait(0)
    stream.finish()
    assert stream.finished
    assert stream.wait(0)
