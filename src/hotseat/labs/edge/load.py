"""Open-loop load: requests leave when they are due, whether or not earlier ones have been answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: when it was due, when it left, when its answer was there (seconds of the monotonic clock)."""

    intended: float
    began: float
    ended: float
    ok: bool


async def open_loop(one: Callable[[int], Awaitable[bool]], rate: float, count: int) -> list[Sent]:
    """Send `count` requests at `rate` a second; `one` sends the request of a number and says whether it was answered."""
    start = time.monotonic()
    sent: list[Sent] = []

    async def send(number: int, intended: float) -> None:
        began = time.monotonic()
        ok = await one(number)
        sent.append(Sent(intended, began, time.monotonic(), ok))

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            intended = start + number / rate
            await asyncio.sleep(max(0.0, intended - time.monotonic()))
            group.create_task(send(number, intended))
    return sent
