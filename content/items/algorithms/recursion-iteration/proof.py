# %% What the limit counts
import copy
import json
import sys
from contextlib import contextmanager
from math import log2
from random import Random

from hotseat.proof import chart, claim, probe, show

AT_START = sys.getrecursionlimit()


@contextmanager
def limit(frames):
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def succeeds(work):
    """Whether `work()` returns; False when it raises RecursionError."""
    try:
        work()
    except RecursionError:
        return False
    return True


def plain(n):
    return 0 if n == 0 else 1 + plain(n - 1)


def in_tail_position(n, total=0):
    return total if n == 0 else in_tail_position(n - 1, total + 1)


def frames_here():
    """How many Python frames there are, the caller's included."""
    frame, count = sys._getframe(1), 0
    while frame is not None:
        frame, count = frame.f_back, count + 1
    return count


def deepest(recurse, frames):
    """The largest n for which `recurse(n)` returns under this limit."""
    low, high = 0, frames + 100
    with limit(frames):
        while low < high:
            middle = (low + high + 1) // 2
            if succeeds(lambda: recurse(middle)):  # noqa: B023
                low = middle
            else:
                high = middle - 1
    return low


@claim("limit-counts-all-frames")
def limit_less_what_is_there():
    limits = [200, 500, 1000, 3000]
    already = frames_here()
    found = [deepest(plain, frames) for frames in limits]
    show("frames that are there already; deepest recursion at limits of 200, 500, 1000 and 3000", [already, *found])
    return AT_START == 1000 and all(abs(frames - already - n) <= 5 for frames, n in zip(limits, found, strict=True))


@claim("tail-call-keeps-its-frame")
def tail_call_fails_as_early():
    found = [deepest(recurse, 500) for recurse in (plain, in_tail_position)]
    show("deepest recursion at a limit of 500: adding to the result, in tail position", found)
    return found[0] == found[1]


@claim("raised-limit-lets-python-go-deep")
def fifty_thousand_levels():
    with limit(100_000):
        return succeeds(lambda: plain(50_000))


# %% What C code allows
DEEP = 200_000


def through_c(n):
    return 0 if n == 0 else 1 + next(map(through_c, [n - 1]))


@claim("c-code-has-its-own-limit")
def json_and_map():
    nested = "[" * DEEP + "]" * DEEP
    with limit(10_000_000):
        returned = [succeeds(lambda: json.loads(nested)), succeeds(lambda: through_c(DEEP))]
    show("returned at a limit of ten million: json.loads, recursion through map", [str(done) for done in returned])
    return returned == [False, False]


@claim("deepcopy-recurses-too")
def nested_lists_copied():
    nested = []
    for _ in range(2000):
        nested = [nested]
    with limit(1000):
        at_default = succeeds(lambda: copy.deepcopy(nested))
    with limit(100_000):
        raised = succeeds(lambda: copy.deepcopy(nested))
    return not at_default and raised


WAYS = {
    "return n + f(n - 1), for a Python function f": lambda depth: plain(depth),
    "return f(n - 1, total + n), the call being the last thing done": lambda depth: in_tail_position(depth),
    "while n: n -= 1": lambda depth: [None for _ in range(depth)],
    "json.loads of 200,000 nested lists": lambda depth: json.loads("[" * DEEP + "]" * DEEP),
    "a function that calls itself through map, 200,000 deep": lambda depth: through_c(DEEP),
}


@probe
def ways_that_fail(depth, frames):
    with limit(frames):
        return [name for name, work in WAYS.items() if not succeeds(lambda: work(depth))]  # noqa: B023


# %% How deep it goes
def depth_of_halving(n):
    """Levels of a recursion into both halves: those of the larger one, and its own."""
    return 1 if n <= 1 else 1 + depth_of_halving(n - n // 2)


def depth_of_quicksort(values, level=1):
    """Levels of recursion of a quicksort with the first element as pivot."""
    if len(values) <= 1:
        return level
    first, *rest = values
    smaller = [value for value in rest if value < first]
    others = [value for value in rest if not value < first]
    return max(depth_of_quicksort(smaller, level + 1), depth_of_quicksort(others, level + 1))


@claim("halving-stays-shallow")
def levels():
    sizes = [10, 100, 1000, 10_000, 1_000_000]
    halving = [depth_of_halving(size) for size in sizes]
    in_order, shuffled = depth_of_quicksort(range(400)), depth_of_quicksort(Random(1).sample(range(400), 400))
    chart("Levels of a recursion that halves", sizes, {"levels": halving}, x_label="elements", y_label="levels", log_x=True)
    show("levels of quicksort, first as pivot, 400 elements in order and shuffled", [in_order, shuffled])
    return all(level <= log2(size) + 2 for level, size in zip(halving, sizes, strict=True)) and in_order == 400


@probe
def frames_at_the_deepest(n, step):
    def f(n):
        return 1 if n <= 1 else 1 + f(eval(f"n {step}"))

    return f(n)


# %% The same order with a stack of one's own
def drawn_tree(seed):
    """Children by node; node 0 is the root."""
    chance = Random(seed)
    tree = {0: []}
    for node in range(1, chance.randint(2, 30)):
        tree[chance.randrange(node)].append(node)
        tree[node] = []
    return tree


def before(tree, node):
    yield node
    for child in tree[node]:
        yield from before(tree, child)


def after(tree, node):
    for child in tree[node]:
        yield from after(tree, child)
    yield node


def before_with_stack(tree, root):
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(tree[node]))


def as_they_stand(tree, root):
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += tree[node]


def after_with_stack(tree, root):
    stack = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            yield node
            continue
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(tree[node]))


def by_levels(tree, root):
    queue = [root]
    for node in queue:
        yield node
        queue.extend(tree[node])


@claim("explicit-stack-keeps-the-order")
def orders():
    trees = [drawn_tree(seed) for seed in range(100)]
    same_before = all(list(before_with_stack(tree, 0)) == list(before(tree, 0)) for tree in trees)
    same_after = all(list(after_with_stack(tree, 0)) == list(after(tree, 0)) for tree in trees)
    other = sum(list(as_they_stand(tree, 0)) != list(before(tree, 0)) for tree in trees)
    show("trees of 100 that are visited in another order without reversing", other)
    return same_before and same_after and other > 50


TREES = {
    "a: b c; b: d e; c: f": {"a": "bc", "b": "de", "c": "f", "d": "", "e": "", "f": ""},
    "a: b c d; c: e f; e: g": {"a": "bcd", "b": "", "c": "ef", "d": "", "e": "g", "f": "", "g": ""},
    "a: b c; b: d; d: e f; c: g": {"a": "bc", "b": "d", "c": "g", "d": "ef", "e": "", "f": "", "g": ""},
}
VISITS = {
    "take the last of the list, visit it, append its children as they stand": as_they_stand,
    "take the last of the list, visit it, append its children in reverse": before_with_stack,
    "take the first of the list, visit it, append its children as they stand": by_levels,
}


@probe
def visited(tree, loop):
    return "".join(VISITS[loop](TREES[tree], "a"))


# %% Generators: each value passes every level
def chain(depth, values):
    if depth == 0:
        for value in range(values):  # noqa: UP028  # counted is what the levels above add
            yield value
    else:
        yield from chain(depth - 1, values)


def stack_of_iterators(depth, values):
    """The same values from lists nested as deep, with one frame."""
    nested = list(range(values))
    for _ in range(depth):
        nested = [nested]
    stack = [iter(nested)]
    while stack:
        for value in stack[-1]:
            if isinstance(value, list):
                stack.append(iter(value))
                break
            yield value
        else:
            stack.pop()


def resumptions(make, name):
    """How often a frame of that function was entered or resumed while all values were taken."""
    count = 0

    def follow(frame, event, _argument):
        nonlocal count
        count += event == "call" and frame.f_code.co_name == name

    followed = sys.getprofile()
    sys.setprofile(follow)
    try:
        taken = len(list(make()))
    finally:
        sys.setprofile(followed)
    return count, taken


@claim("yield-from-passes-each-level")
def resumptions_by_depth():
    depths, values = [0, 1, 5, 20, 100], 200
    by_chain = [resumptions(lambda depth=depth: chain(depth, values), "chain")[0] for depth in depths]
    by_stack = [resumptions(lambda depth=depth: stack_of_iterators(depth, values), "stack_of_iterators")[0] for depth in depths]
    chart(
        "Frames resumed to take 200 values",
        depths,
        {"yield from": by_chain, "a stack of iterators": by_stack},
        x_label="depth",
        y_label="resumptions",
    )
    return by_chain == [(values + 1) * (depth + 1) for depth in depths] and set(by_stack) == {values + 1}


@probe
def resumed(depth, values):
    return resumptions(lambda: chain(depth, values), "chain")[0]


# %% What an error leaves behind
def mark_down(depth, depths, marked):
    """Marks each level, from here on down."""
    if depth == depths:
        return
    marked.append(depth)
    mark_down(depth + 1, depths, marked)


@claim("error-leaves-half-done")
def levels_that_were_marked():
    marked = []
    with limit(500):
        finished = succeeds(lambda: mark_down(0, 2000, marked))
    show("levels marked before the error, of 2000", len(marked))
    return not finished and 0 < len(marked) < 2000
