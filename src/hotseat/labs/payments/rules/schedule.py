"""The plan of load and faults for a seed."""

from collections.abc import Iterator
from random import Random

from hotseat.labs.planning import Plan, Step
from hotseat.labs.planning.plan import FORMAT_VERSION

NAME = "payments/1"
STAGES = ("Happy path", "Concurrency", "Crashes", "A lying world", "Load and deploy")
KEPT_WAITING, KILLED = "a call of the service was kept waiting", "killed at that point"
HAPPY = ("charge", "manual", "refunds", "declined", "later", "refused", "pages")
UNKNOWN = ("error after effect", "drop after effect", "garbage after effect", "error before effect", "busy")


def plan(seed: int, stage: int, *, quick: bool = False) -> Plan:
    """The steps of the stages up to this one."""
    chance = Random(f"{NAME} {seed}")
    steps = [step for number in range(1, stage + 1) for step in _STAGES[number](chance, quick=quick)]
    numbered = tuple(_numbered(step, number) for number, step in enumerate(steps, 1))
    return Plan(format_version=FORMAT_VERSION, lab=NAME, seed=seed, stage=stage, quick=quick, steps=numbered)


def _numbered(step: Step, number: int) -> Step:
    return Step(
        id=f"{number}-{step.act}",
        stage=step.stage,
        act=step.act,
        seed=step.seed,
        sizes=step.sizes,
        least=step.least,
        choices=step.choices,
        lands=step.lands,
    )


def _step(
    chance: Random,
    stage: int,
    act: str,
    *,
    sizes: dict[str, int] | None = None,
    least: dict[str, int] | None = None,
    lands: tuple[str, ...] = (),
    **choices: str,
) -> Step:
    seed = chance.randrange(2**32)
    return Step(id="", stage=stage, act=act, seed=seed, sizes=sizes or {}, least=least or {}, choices=choices, lands=lands)


def _happy(chance: Random, *, quick: bool) -> Iterator[Step]:  # noqa: ARG001 - every stage is asked alike
    for act in HAPPY:
        yield _step(chance, 1, act)


def _concurrency(chance: Random, *, quick: bool) -> Iterator[Step]:
    for _ in range(1 if quick else 3):
        copies = chance.randint(3, 6)
        yield _step(chance, 2, "duplicates", sizes={"copies": copies}, least={"copies": 2}, lands=(KEPT_WAITING,))
    yield _step(
        chance, 2, "refunds_at_once", sizes={"refunds": chance.randint(3, 5)}, least={"refunds": 2}, lands=(KEPT_WAITING,)
    )
    yield _step(chance, 2, "cancel_while_capturing", lands=(KEPT_WAITING,))
    yield _step(chance, 2, "scopes")
    yield _step(chance, 2, "another_body")
    yield _step(chance, 2, "at_once", sizes={"payments": chance.randint(4, 7)}, least={"payments": 2}, lands=(KEPT_WAITING,))
    yield _step(chance, 2, "edges")
    yield _step(chance, 2, "tail", sizes={"payments": 8 if quick else 24}, least={"payments": 2}, lands=(KEPT_WAITING,))


def _crashes(chance: Random, *, quick: bool) -> Iterator[Step]:
    lands = (KEPT_WAITING, KILLED)
    points = [("before effect", "no"), ("after effect", "yes")]
    if not quick:
        points += [("before effect", "yes"), ("after effect", "no")]
    for point, retry in points:
        yield _step(chance, 3, "killed", lands=lands, point=point, retry=retry)
    yield _step(chance, 3, "killed_and_late", lands=lands)
    yield _step(chance, 3, "killed_while_refunding", lands=lands, retry="no" if quick else chance.choice(["yes", "no"]))
    yield _step(chance, 3, "killed_after_201", sizes={"times": 2 if quick else 3}, least={"times": 1}, lands=(KILLED,))


def _lying(chance: Random, *, quick: bool) -> Iterator[Step]:
    for behaviour in UNKNOWN:
        retries = ["yes"] if quick else ["yes", "no"]
        for retry in retries:
            yield _step(chance, 4, "unknown", lands=("the provider lied",), behaviour=behaviour, retry=retry)
    yield _step(chance, 4, "webhook_first", lands=(KEPT_WAITING,))
    yield _step(chance, 4, "webhook_often", sizes={"times": chance.randint(6, 12)}, least={"times": 2})
    yield _step(chance, 4, "webhook_reversed")
    yield _step(chance, 4, "webhook_forged")
    yield _step(chance, 4, "hung", sizes={"payments": 6 if quick else 10}, least={"payments": 2}, lands=(KEPT_WAITING,))


def _load(chance: Random, *, quick: bool) -> Iterator[Step]:
    seconds = 2 if quick else 10
    yield _step(chance, 5, "load", sizes={"seconds": seconds}, least={"seconds": 1})


_STAGES = {1: _happy, 2: _concurrency, 3: _crashes, 4: _lying, 5: _load}
