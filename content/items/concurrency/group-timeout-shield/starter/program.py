import asyncio


async def job(name, turns):
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        print(name, "done")
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def fail():
    await asyncio.sleep(0)
    raise ValueError


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            short = group.create_task(job("short", 1))
            long = group.create_task(job("long", 9))
            group.create_task(fail())
            await job("body", 9)
            print("end of the body")
    except* ValueError as caught:
        print("group", len(caught.exceptions), short.cancelled(), long.cancelled())

    task = asyncio.create_task(job("shielded", 5))
    try:
        async with asyncio.timeout(0):
            await asyncio.shield(task)
    except TimeoutError:
        print("timeout", task.cancelled(), task.done())
    await asyncio.wait([task])

    results = await asyncio.gather(fail(), job("gathered", 5), return_exceptions=True)
    print(*[type(result).__name__ for result in results])


asyncio.run(main())
