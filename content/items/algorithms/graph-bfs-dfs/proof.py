# %% One loop, two orders
import graphlib
import heapq
import itertools
from collections import deque
from random import Random

from hotseat.proof import chart, claim, probe, show


def drawn_graph(seed, size=12, edges=24):
    """Neighbours by vertex, directed."""
    chance = Random(seed)
    graph = {vertex: [] for vertex in range(size)}
    for one, other in chance.sample([(a, b) for a in range(size) for b in range(size) if a != b], edges):
        graph[one].append(other)
    return graph


def search(graph, start, take):
    """(vertices in the order in which they were taken, edges looked at, most open entries)"""
    seen, open_, taken, looked, most = {start}, deque([start]), [], 0, 1
    while open_:
        vertex = take(open_)
        taken.append(vertex)
        for other in graph[vertex]:
            looked += 1
            if other not in seen:
                seen.add(other)
                open_.append(other)
        most = max(most, len(open_))
    return taken, looked, most


BREADTH, DEPTH = deque.popleft, deque.pop


@claim("each-edge-once")
def vertices_and_edges():
    for seed in range(200):
        graph = drawn_graph(seed)
        breadth, depth = search(graph, 0, BREADTH), search(graph, 0, DEPTH)
        for taken, looked, _ in (breadth, depth):
            if len(set(taken)) != len(taken) or looked != sum(len(graph[vertex]) for vertex in taken):
                return False
        if set(breadth[0]) != set(depth[0]):
            return False
    return True


def unmarked_steps(graph, vertex):
    steps = 1
    steps += sum(unmarked_steps(graph, other) for other in graph[vertex])
    return steps


def diamonds(count):
    """0 leads to 1 and 2, both to 3; 3 leads to 4 and 5, and so on."""
    graph = {}
    for top in range(0, 3 * count, 3):
        graph |= {top: [top + 1, top + 2], top + 1: [top + 3], top + 2: [top + 3]}
    return graph | {3 * count: []}


@claim("unmarked-doubles")
def ways_through_diamonds():
    counts = list(range(1, 13))
    unmarked = [unmarked_steps(diamonds(count), 0) for count in counts]
    marked = [len(search(diamonds(count), 0, DEPTH)[0]) for count in counts]
    chart(
        "Vertices looked at, through diamonds one behind the other",
        counts,
        {"unmarked": unmarked, "marked": marked},
        x_label="diamonds",
        y_label="vertices",
        log_y=True,
    )
    return unmarked == [2 ** (k + 2) - 3 for k in counts] and marked == [3 * k + 1 for k in counts]


# %% When to mark
ALL_TO_ALL = lambda size: {one: [other for other in range(size) if other != one] for one in range(size)}


def entries(graph, start, late):
    """(entries ever put into the queue, vertices taken for the first time), marking when taken out if `late`."""
    seen, queue, put, taken = set() if late else {start}, deque([start]), 1, []
    while queue:
        vertex = queue.popleft()
        if late:
            if vertex in seen:
                continue
            seen.add(vertex)
        taken.append(vertex)
        for other in graph[vertex]:
            if other not in seen:
                if not late:
                    seen.add(other)
                queue.append(other)
                put += 1
    return put, taken


@claim("late-marks-flood-the-queue")
def entries_by_time_of_marking():
    sizes, rows = [5, 10, 20, 40], []
    for size in sizes:
        (early, taken), (late, taken_late) = (entries(ALL_TO_ALL(size), 0, when) for when in (False, True))
        rows.append((early, late))
        if sorted(taken) != sorted(taken_late):
            return False
    show(
        "entries put into the queue for 5, 10, 20 and 40 vertices: marked when put in, when taken out", [str(row) for row in rows]
    )
    return all(early == size and late == size * (size - 1) // 2 + 1 for (early, late), size in zip(rows, sizes, strict=True))


@probe
def entries_in_all(size, when):
    return entries(ALL_TO_ALL(size), 0, {"when they are put in": False, "when they are taken out": True}[when])[0]


# %% Paths
def path_to(way, target):
    path = [target]
    while way[path[-1]] is not None:
        path.append(way[path[-1]])
    return path[::-1]


def breadth_path(graph, start, target):
    queued, way = deque([start]), {start: None}
    while queued:
        one = queued.popleft()
        for other in graph[one]:
            if other not in way:
                way[other] = one
                queued.append(other)
    return path_to(way, target) if target in way else None


def depth_path(graph, start, target, seen=None):
    """The first path that a recursive search finds which takes neighbours in their order."""
    if start == target:
        return [start]
    seen = {start} if seen is None else seen
    for other in graph[start]:
        if other not in seen:
            seen.add(other)
            rest = depth_path(graph, other, target, seen)
            if rest:
                return [start, *rest]
    return None


def fewest_edges(graph, start, target):
    """By definition: the least k for which there is a walk of k edges."""
    reached = {start}
    for edges in range(len(graph)):
        if target in reached:
            return edges
        reached = {other for one in reached for other in graph[one]}
    return None


@claim("breadth-finds-shortest")
def lengths_of_paths():
    longer = found = 0
    for seed in range(200):
        graph = drawn_graph(seed)
        least, path = fewest_edges(graph, 0, 11), breadth_path(graph, 0, 11)
        if (path is None) != (least is None) or (path and len(path) - 1 != least):
            return False
        found += path is not None
        longer += path is not None and len(depth_path(graph, 0, 11)) > len(path)
    show("graphs of 200 with a path, and of those with a longer one by depth first", [found, longer])
    return longer > 40


def read(text):
    """ "a: b c; b: d" as a graph."""
    graph = {}
    for part in text.split("; "):
        one, others = part.split(": ")
        graph[one] = others.split()
    return {vertex: graph.get(vertex, []) for vertex in sorted({*graph, *(other for row in graph.values() for other in row)})}


@probe
def edges_of_paths(graph):
    return [len(find(read(graph), "a", "g")) - 1 for find in (breadth_path, depth_path)]


# %% Cycles and orders
def met_again(graph):
    """Whether a depth first search ever meets a vertex that it has seen."""
    seen = set()
    for start in graph:
        waiting = [] if start in seen else [start]
        seen.add(start)
        while waiting:
            for other in graph[waiting.pop()]:
                if other in seen:
                    return True
                seen.add(other)
                waiting.append(other)
    return False


def closes(graph, vertex, on_path, done):
    """Whether a cycle is found from here on; `done` gets the vertices in the order in which they are finished."""
    on_path.add(vertex)
    for other in graph[vertex]:
        if other in on_path or (other not in done and closes(graph, other, on_path, done)):
            return True
    on_path.discard(vertex)
    done[vertex] = None
    return False


def order_of_being_done(graph):
    """Every vertex behind those that it leads to, or None where there is a cycle."""
    done = {}
    for vertex in graph:
        if vertex not in done and closes(graph, vertex, set(), done):
            return None
    return list(done)


def by_counting(graph):
    """The same by Kahn's counting, from those that lead nowhere."""
    callers = {vertex: [] for vertex in graph}
    for one, others in graph.items():
        for other in others:
            callers[other].append(one)
    missing = {vertex: len(others) for vertex, others in graph.items()}
    free, order = [vertex for vertex in graph if not missing[vertex]], []
    while free:
        vertex = free.pop()
        order.append(vertex)
        for other in callers[vertex]:
            missing[other] -= 1
            if missing[other] == 0:
                free.append(other)
    return order if len(order) == len(graph) else None


def by_graphlib(graph):
    try:
        return list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError:
        return None


def without_cycle(seed):
    """Edges lead from smaller to larger numbers only."""
    graph = drawn_graph(seed)
    return {one: [other for other in others if other > one] for one, others in graph.items()}


@claim("seen-twice-is-no-cycle")
def two_rules():
    plain = [without_cycle(seed) for seed in range(300)]
    turned = [graph | {11: [0], 0: [*graph[0], 11]} for graph in plain]
    by_path = [order_of_being_done(graph) is None for graph in plain]
    by_meeting = [met_again(graph) for graph in plain]
    show("graphs of 300 without a cycle in which one is found: by the path, by meeting again", [sum(by_path), sum(by_meeting)])
    found = all(order_of_being_done(graph) is None and met_again(graph) for graph in turned)
    return not any(by_path) and sum(by_meeting) > 150 and found


@probe
def who_finds_a_cycle(edges):
    graph = read(edges)
    by_path, by_meeting = order_of_being_done(graph) is None, met_again(graph)
    return {
        (True, True): "both rules report a cycle",
        (False, True): "only the rule of meeting again does",
        (False, False): "neither does",
    }[by_path, by_meeting]


def is_order(graph, order):
    place = {vertex: number for number, vertex in enumerate(order)}
    return len(place) == len(graph) and all(place[other] < place[one] for one, others in graph.items() for other in others)


@claim("order-and-cycles-agree")
def three_ways_to_an_order():
    graphs = [drawn_graph(seed, 10, 9) for seed in range(300)]
    orders = [[find(graph) for find in (order_of_being_done, by_counting, by_graphlib)] for graph in graphs]
    show("graphs of 300 that have an order", sum(found[0] is not None for found in orders))
    agree = all(len({order is None for order in found}) == 1 for found in orders)
    right = all(
        is_order(graph, order) for graph, found in zip(graphs, orders, strict=True) for order in found if order is not None
    )
    return agree and right


# %% Room
def binary_tree(depth):
    last = 2**depth - 1
    return {node: [2 * node + 1, 2 * node + 2] if node < last else [] for node in range(2 * last + 1)}


def comb(length):
    """A path on whose every place hang two ends, one of them put in before the next place."""
    graph = {}
    for place in range(0, 3 * length, 3):
        graph |= {place: [place + 1, place + 2, place + 3], place + 1: [], place + 2: []}
    return graph | {3 * length: []}


@claim("room-depends-on-shape")
def most_open():
    tree = binary_tree(12)
    on_tree = [search(tree, 0, take)[2] for take in (BREADTH, DEPTH)]
    on_comb = [search(comb(200), 0, take)[2] for take in (BREADTH, DEPTH)]
    show("most open entries on a binary tree of depth 12: breadth, depth", on_tree)
    show("most open entries on a comb of 200: breadth, depth", on_comb)
    return on_tree == [4096, 13] and on_comb[1] > 50 * on_comb[0]


# %% Costs
COSTS = range(1, 20)


def with_costs(seed, costs):
    chance, graph = Random(seed), drawn_graph(seed)
    return {one: {other: chance.choice(costs) for other in others} for one, others in graph.items()}


def dijkstra(graph, start, target):
    """The cost found for the target, each vertex being settled when it is taken from the heap; None if out of reach."""
    settled, heap = set(), [(0, start)]
    while heap:
        cost, vertex = heapq.heappop(heap)
        if vertex == target:
            return cost
        if vertex in settled:
            continue
        settled.add(vertex)
        for other, price in graph[vertex].items():
            if other not in settled:
                heapq.heappush(heap, (cost + price, other))
    return None


def cheapest(graph, start, target):
    """By definition, over all paths without a repeated vertex."""
    best, waiting = None, [(start, 0, {start})]
    while waiting:
        vertex, cost, seen = waiting.pop()
        if vertex == target:
            best = cost if best is None else min(best, cost)
            continue
        waiting.extend((other, cost + price, seen | {other}) for other, price in graph[vertex].items() if other not in seen)
    return best


def cost_of(graph, path):
    return sum(graph[one][other] for one, other in itertools.pairwise(path))


@claim("weights-want-dijkstra")
def costs_of_paths():
    reached = dearer = 0
    for seed in range(200):
        graph = with_costs(seed, COSTS)
        best = cheapest(graph, 0, 11)
        if dijkstra(graph, 0, 11) != best:
            return False
        if best is not None:
            reached += 1
            dearer += cost_of(graph, breadth_path(graph, 0, 11)) > best
    negative = [with_costs(seed, range(-9, 10)) for seed in range(60)]
    wrong = sum(dijkstra(graph, 0, 11) != cheapest(graph, 0, 11) for graph in negative)
    show("graphs with a path, and of those with a cheaper one than that of fewest edges", [reached, dearer])
    show("graphs of 60 with negative costs on which Dijkstra's search is wrong", wrong)
    return 7 * dearer > reached and wrong > 0


MAPS = {
    "a-b 1, b-c 1, c-d 1, a-d 5": {"a": {"b": 1, "d": 5}, "b": {"c": 1}, "c": {"d": 1}, "d": {}},
    "a-b 4, b-d 4, a-c 2, c-b 1, c-d 9": {"a": {"b": 4, "c": 2}, "b": {"d": 4}, "c": {"b": 1, "d": 9}, "d": {}},
    "a-b 2, b-d 7, a-c 1, c-e 2, e-d 3": {"a": {"b": 2, "c": 1}, "b": {"d": 7}, "c": {"e": 2}, "e": {"d": 3}, "d": {}},
    "a-d 3, a-b 1, b-d 1": {"a": {"d": 3, "b": 1}, "b": {"d": 1}, "d": {}},
}


@probe
def two_costs(edges):
    graph = MAPS[edges]
    return [cost_of(graph, breadth_path(graph, "a", "d")), dijkstra(graph, "a", "d")]


# %% Each look a query
def questions(graph, start, by_level):
    """(questions asked, vertices reached): one for each vertex, or one for each level."""
    seen, level, asked = {start}, [start], 0
    while level:
        asked += 1 if by_level else len(level)
        found = {other for vertex in level for other in graph[vertex]} - seen
        seen |= found
        level = list(found)
    return asked, len(seen)


@claim("level-is-one-query")
def questions_to_the_database():
    chance = Random(3)
    wide = {one: chance.sample(range(1000), 8) for one in range(1000)}
    levels, vertices = (questions(wide, 0, by_level) for by_level in (True, False))
    show("questions for 1000 vertices with eight neighbours each: for each level, for each vertex", [levels[0], vertices[0]])
    return levels[1] == vertices[1] == 1000 and levels[0] < 10 and vertices[0] == 1000
