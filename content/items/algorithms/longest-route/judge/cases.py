"""Small tables on which each usual slip shows, drawn ones against the definition, and large ones on which growth matters."""

from collections.abc import Iterator
from random import Random

from hotseat.judges.calls import Case


def segments(path: str) -> list[str]:
    return [] if path == "/" else path[1:].split("/")


def by_definition(routes: list[str], path: str) -> str | None:
    """Every route is tried; the longest wins, and of equally long ones that with the fewer wildcards in front."""
    asked = segments(path)
    matching = []
    for route in routes:
        parts = segments(route)
        if len(parts) <= len(asked) and all(part in ("*", one) for part, one in zip(parts, asked, strict=False)):
            matching.append((len(parts), [part != "*" for part in parts], route))
    return max(matching)[2] if matching else None


def small(name: str, routes: list[str], paths: list[str], *, shown: bool = False) -> Case:
    """A table that the definition can handle."""
    expect = [by_definition(routes, path) for path in paths]
    return Case(name, call="routed", args=(routes, paths), expect=expect, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield small(
        "the example",
        ["/api", "/api/users", "/api/*/orders"],
        ["/api/users/42", "/api/7/orders/1", "/api/v2", "/about"],
        shown=True,
    )
    yield small("no routes, no paths", [], ["/a"], shown=True)
    yield small("letters are not segments", ["/api/users", "/api/user"], ["/api/users-old", "/api/users", "/api/user/1"])
    yield small("the root", ["/", "/a"], ["/", "/b", "/a", "/a/b"])
    yield small("the root is asked for, and is no route", ["/a", "/*"], ["/"])
    yield small("longer through the wildcard", ["/api/users", "/api/*/orders"], ["/api/users/orders", "/api/users/x"])
    yield small("literal before wildcard", ["/a/*/c", "/a/b/*", "/*/b/c"], ["/a/b/c", "/x/b/c", "/a/x/c"])
    yield small("a literal that leads nowhere", ["/a/b/c/d", "/a/*/x"], ["/a/b/x", "/a/b/c"])
    yield small("the neighbour in sorted order", ["/api", "/api/users/42"], ["/api/users/99", "/api/zoo"])
    yield two_hundred_drawn(chance)
    yield from large(chance)


def two_hundred_drawn(chance: Random) -> Case:
    """Tables over few segments, so that routes overlap and wildcards compete."""
    drawn = []
    for _ in range(200):
        paths = ["/" + "/".join(chance.choices("ab", k=chance.randint(0, 4))) for _ in range(5)]
        routes = {"/" + "/".join(chance.choices("ab*", k=chance.randint(0, 4))) for _ in range(chance.randint(1, 8))}
        drawn.append((sorted(routes, key=lambda _: chance.random()), paths))
    return Case(
        "two hundred small tables",
        program=f"result = [routed(routes, paths) for routes, paths in {drawn!r}]",
        expect=[[by_definition(routes, path) for path in paths] for routes, paths in drawn],
    )


def large(chance: Random) -> Iterator[Case]:
    """Computed in the case, since both are regular: many routes, and long paths below a long route."""
    shift = chance.randint(1, 5000)
    yield Case(
        "twenty thousand routes and paths",
        program=(
            "routes = [f'/s{n % 100}/t{n}' for n in range(20_000)]\n"
            f"asked = [(n + {shift}) % 20_000 for n in range(20_000)]\n"
            "paths = [f'/s{n % 100}/t{n}/x/y' for n in asked]\n"
            "result = routed(routes, paths) == [routes[n] for n in asked]"
        ),
        expect=True,
    )
    yield Case(
        "long paths, and wildcards all the way",
        program=(
            "deep = '/a' * 300\n"
            "routes = ['/a' * n for n in range(1, 301)] + ['/*' * n for n in range(1, 301)]\n"
            "result = routed(routes, [deep, deep + '/b', '/a' * 150 + '/b' * 150, '/b' * 400]) == "
            "[deep, deep, '/*' * 300, '/*' * 300]"
        ),
        expect=True,
    )
