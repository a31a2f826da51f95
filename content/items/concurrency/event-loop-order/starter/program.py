import asyncio


async def step(name):
    print(name, "starts")
    try:
        await asyncio.sleep(0)
        print(name, "goes on")
    finally:
        print(name, "cleans up")


async def main():
    loop = asyncio.get_running_loop()
    a = asyncio.create_task(step("a"))
    loop.call_soon(print, "callback")
    print("main 1")
    await step("inline")
    print("main 2")
    b = asyncio.create_task(step("b"))
    c = asyncio.create_task(step("c"))
    b.cancel()
    await asyncio.sleep(0)
    c.cancel()
    print("main 3")
    results = await asyncio.gather(c, b, a, return_exceptions=True)
    print(*[type(result).__name__ for result in results])


asyncio.run(main())
