"""The process that takes up what another has begun and not concluded."""

import asyncio
import signal

from database import Database
from domain import take_due
from provider import perform

PAUSE = 0.2


async def main() -> None:
    """Until SIGTERM."""
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    database = Database()
    await database.open()
    while not ending.is_set():
        await asyncio.gather(*(perform(database, task) for task in await take_due(database)))
        try:
            await asyncio.wait_for(ending.wait(), PAUSE)
        except TimeoutError:
            continue
    await database.close()


if __name__ == "__main__":
    asyncio.run(main())
