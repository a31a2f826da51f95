# %% A trie of any units
from itertools import product
from random import Random

from hotseat.proof import claim, show


class Node:
    def __init__(self):
        self.children, self.route = {}, None


def trie(routes):
    root = Node()
    for route in routes:
        node = root
        for unit in route:
            node = node.children.setdefault(unit, Node())
        node.route = route
    return root


def both_branches(root, asked):
    """(the longest matching route, nodes visited), literal branches first."""
    found, depth, visited, waiting = None, -1, 0, [(root, 0)]
    while waiting:
        node, at = waiting.pop()
        visited += 1
        if node.route is not None and at > depth:
            found, depth = node.route, at
        if at < len(asked):
            waiting.extend((node.children[unit], at + 1) for unit in ("*", asked[at]) if unit in node.children)
    return found, visited


def literal_where_there_is_one(root, asked):
    """(the longest route on the one way that takes the wildcard only where nothing else is there, steps)"""
    node, found, steps = root, root.route, 0
    for segment in asked:
        steps += 1
        if segment not in node.children:
            segment = "*"
        node = node.children.get(segment)
        if node is None:
            break
        found = node.route if node.route is not None else found
    return found, steps


STAR = "*"


@claim("literal-only-is-wrong")
def tables_that_differ():
    differ = 0
    for seed in range(300):
        chance = Random(seed)
        routes = ["".join(chance.choices("ab" + STAR, k=chance.randint(1, 4))) for _ in range(6)]
        root = trie(routes)
        paths = ["".join(path) for path in product("ab", repeat=4)]
        differ += any(both_branches(root, path)[0] != literal_where_there_is_one(root, path)[0] for path in paths)
    show("tables of 300 on which some path gets another route", differ)
    return differ > 60


@claim("steps-do-not-grow")
def steps_by_routes():
    most = []
    for count in (10, 100, 1000, 10_000):
        root = trie([(f"s{n % 100}", f"t{n}") for n in range(count)])
        most.append(max(literal_where_there_is_one(root, (f"s{n % 100}", f"t{n}", "x", "y"))[1] for n in range(count)))
    show("steps for a path of four segments, most, among 10 to 10,000 routes", most)
    return max(most) <= 5


@claim("spellings-double")
def spellings_and_steps():
    for k in range(13):
        routes = [["a"] * k, ["*"] * k]
        spellings = sum(1 for _ in product(("a", "*"), repeat=k))
        _, visited = both_branches(trie(routes), ["a"] * k)
        if spellings != 2**k or visited > 2 * k + 1:
            return False
    show("spellings and nodes visited for a path of 12 segments", [spellings, visited])
    return True


@claim("characters-match-too-much")
def two_units():
    asked = "/api/users"
    by_character = both_branches(trie(["/api/user"]), asked)[0]
    by_segment = both_branches(trie([("api", "user")]), asked[1:].split("/"))[0]
    return by_character == "/api/user" and by_segment is None
