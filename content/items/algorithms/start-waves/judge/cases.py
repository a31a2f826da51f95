"""Small systems on which each usual slip shows, drawn ones, and large ones on which depth or growth matters."""

from collections.abc import Iterator
from random import Random

from hotseat.judges.calls import Case

type Needs = dict[str, list[str]]

MANY = 20_000


def by_definition(needs: Needs) -> list[list[str]] | None:
    """A wave at a time, looking at everybody again each time: right, and only for small systems."""
    everybody = {*needs, *(one for others in needs.values() for one in others)}
    waves: list[list[str]] = []
    running: set[str] = set()
    while running < everybody:
        wave = sorted(one for one in everybody - running if running.issuperset(needs.get(one, [])))
        if not wave:
            return None
        waves.append(wave)
        running.update(wave)
    return waves


def small(name: str, needs: Needs, *, shown: bool = False) -> Case:
    """A system that the definition can handle."""
    return Case(name, call="start_waves", args=(needs,), expect=by_definition(needs), shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield small("the example", {"web": ["api", "cache"], "api": ["db"]}, shown=True)
    yield small("no services", {}, shown=True)
    yield small("two ways to one service", {"web": ["api", "jobs"], "api": ["db"], "jobs": ["db"]})
    yield small("a need that is named twice", {"web": ["db", "db"], "db": []})
    yield small("a circle beside services that could start", {"web": ["db"], "a": ["b"], "b": ["c"], "c": ["a"]})
    yield small("a service that needs itself", {"web": ["web"]})
    yield small("services that wait for a circle", {"web": ["a"], "a": ["b"], "b": ["a"], "db": []})
    yield two_hundred_drawn(chance)
    needs = {"web": ["api"], "api": ["db"]}
    yield Case(
        "what it was given stays as it was",
        program=f"given = {needs!r}\nstart_waves(given)\nresult = given",
        expect=needs,
    )
    yield from large(chance)


def two_hundred_drawn(chance: Random) -> Case:
    """Systems of up to eight services, about half of them with a circle."""
    drawn = []
    for _ in range(200):
        names = list("abcdefgh")[: chance.randint(1, 8)]
        drawn.append({one: chance.choices(names, k=chance.choice([0, 0, 1, 1, 2])) for one in names if chance.random() < 0.8})
    return Case(
        "two hundred small systems",
        program=f"result = [start_waves(needs) for needs in {drawn!r}]",
        expect=[by_definition(needs) for needs in drawn],
    )


def large(chance: Random) -> Iterator[Case]:
    """Two wide layers between which each needs many, and a chain; computed in the case, since both are regular."""
    width = chance.randint(480, 520)
    yield Case(
        "hundreds of thousands of needs",
        program=(
            f"needs = {{f'a{{n:03}}': [f'b{{m:03}}' for m in range({width})] for n in range({width})}}\n"
            f"result = start_waves(needs) == [[f'{{one}}{{n:03}}' for n in range({width})] for one in 'ba']"
        ),
        expect=True,
    )
    yield Case(
        "a chain of twenty thousand",
        program=(
            f"needs = {{f's{{n:06}}': [f's{{n + 1:06}}'] for n in range({MANY - 1})}}\n"
            f"result = start_waves(needs) == [[f's{{n:06}}'] for n in range({MANY - 1}, -1, -1)]"
        ),
        expect=True,
    )
