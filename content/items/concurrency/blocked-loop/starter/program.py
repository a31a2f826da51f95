import asyncio
import selectors

now = 0  # milliseconds


class Selector(selectors.DefaultSelector):
    """Waiting takes no time here: it moves the clock."""

    def select(self, timeout=None):
        global now
        now += round((timeout or 0) * 1000)
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    def time(self):
        return now / 1000


def compute(milliseconds):
    """Computing takes no time here either: it moves the clock, and does not give up the turn."""
    global now
    now += milliseconds


def beat(left):
    print(now, "beat")
    if left:
        asyncio.get_running_loop().call_later(0.010, beat, left - 1)


async def report(pieces):
    for _ in range(pieces):
        compute(60 // pieces)
        await asyncio.sleep(0)
    return "report"


async def main():
    asyncio.get_running_loop().call_later(0.010, beat, 2)
    print(now, "main")
    try:
        answer = await asyncio.wait_for(report(1), timeout=0.025)
        print(now, answer)
    except TimeoutError:
        print(now, "timed out")
    await asyncio.sleep(0.050)
    print(now, "done")


asyncio.run(main(), loop_factory=lambda: Loop(Selector()))
