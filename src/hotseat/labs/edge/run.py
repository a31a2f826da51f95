"""Runs a plan against a service: stage by stage, until one fails."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from hotseat.labs.checking import judgement
from hotseat.labs.edge import postgres
from hotseat.labs.edge.bench import Bench
from hotseat.labs.edge.manifest import Manifest
from hotseat.labs.edge.processes import Down, Service
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.history import History, Phase, Run
from hotseat.labs.history.history import FORMAT_VERSION
from hotseat.labs.planning import Plan, Step
from hotseat.labs.systems import System, World

TOGETHER = 6
"""Steps at a time where steps do not disturb each other."""
NOMINAL = 0.010
"""Seconds that an unhurried core of a recent laptop takes for `slowness`'s loop."""
LOOPS = 25
MOST_SLOW = 10.0


def slowness() -> float:
    """How much slower than an ordinary core this machine is just now, 1.0 at least: what deadlines are stretched by.

    It takes a quarter of a second or more: who shares the processor does not show in less than the turns that it is shared in.
    """
    took = sum(_loop() for _ in range(LOOPS))
    return round(min(MOST_SLOW, max(1.0, took / (LOOPS * NOMINAL))), 2)


def _loop() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(200_000):
        total += number & 7
    return time.perf_counter() - began


async def run(
    system: System,
    manifest: Manifest,
    plan: Plan,
    folder: Path,
    *,
    slow: float,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> History:
    """Run the plan. The history and the logs of every process are left in `folder`; nothing is left running.

    `tell` is given what is being done, the number of the step and how many there are.
    """
    recorder = Recorder(folder / "history.jsonl")
    recorder.record(
        Run(format_version=FORMAT_VERSION, lab=plan.lab, seed=plan.seed, stage=plan.stage, quick=plan.quick, slowness=slow)
    )
    (folder / "plan.json").write_bytes(plan.text())
    async with AsyncExitStack() as stack:
        stack.callback(recorder.close)
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True)))
        world = system.World(recorder)
        given = dict(await world.start())
        stack.push_async_callback(world.end)
        data = scratch / "data"
        data.mkdir()
        if "postgres" in manifest.needs:
            home = scratch / "pg"
            home.mkdir(mode=0o700)
            server, given["DATABASE_URL"] = await postgres.start(home, os.environ)
            stack.callback(server.kill)
        logs = folder / "logs"
        logs.mkdir(exist_ok=True)
        service = Service(manifest, recorder, logs, {**given, "LAB_DATA": str(data)}, slow)
        stack.push_async_callback(service.end)
        bench = Bench(service, recorder, slow)
        tell("starting the service", 0, len(plan.steps))
        try:
            await service.start()
            await _stages(system, plan, world, bench, tell)
        except* Down:
            pass  # the history says which process, and why
    return recorder.history()


async def _stages(system: System, plan: Plan, world: World, bench: Bench, tell: Callable[[str, int, int], None]) -> None:
    recorder = bench.recorder
    done = 0
    taken: tuple[Step, ...] = ()
    for stage, steps in plan.stages().items():
        taken += steps
        recorder.record(Phase(what="faults", stage=stage, at=recorder.now()))
        title = f"stage {stage}, {system.STAGES[stage - 1].lower()}"
        limit = asyncio.Semaphore(TOGETHER if stage in system.TOGETHER else 1)

        async def take(step: Step, limit: asyncio.Semaphore = limit, title: str = title) -> None:
            nonlocal done
            async with limit:
                tell(f"{title}: {step.act.replace('_', ' ')}", done, len(plan.steps))
                await world.act(bench, step)
                done += 1

        async with asyncio.TaskGroup() as group:
            for step in steps:
                group.create_task(take(step))
        recorder.record(Phase(what="healed", stage=stage, at=recorder.now()))
        tell(f"{title}: waiting until all has come to rest", done, len(plan.steps))
        await world.heal(bench, steps)
        recorder.record(Phase(what="final", stage=stage, at=recorder.now()))
        await world.final(bench, steps)
        if judgement(recorder.history(), system.INVARIANTS, taken).broken:
            return
