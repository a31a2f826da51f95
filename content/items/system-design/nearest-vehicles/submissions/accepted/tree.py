from heapq import heappush, heappushpop

LEAF = 8


def nearest(reports, requests):
    last = {}
    for report in reports:
        known = last.get(report[0])
        if known is None or report[1] > known[1]:
            last[report[0]] = report
    root = tree([(x, y, vehicle) for vehicle, _, x, y in last.values()])
    answers = []
    for x, y, k in requests:
        best = []
        search(root, (x, y), k, best)
        answers.append([-vehicle for _, vehicle in sorted(best, reverse=True)])
    return answers


def tree(places):
    """A leaf is a list of places; any other node is (axis, the value that divides it, the lower half, the upper half)."""
    if len(places) <= LEAF:
        return places
    axis = 0 if extent(places, 0) > extent(places, 1) else 1
    places.sort(key=lambda place: place[axis])
    half = len(places) // 2
    return axis, places[half][axis], tree(places[:half]), tree(places[half:])


def extent(places, axis):
    values = [place[axis] for place in places]
    return max(values) - min(values)


def search(node, point, k, best):
    """Puts the k nearest into `best`, a heap of (-distance, -vehicle): the worst of them is at its top."""
    if type(node) is list:
        x, y = point
        for other_x, other_y, vehicle in node:
            entry = -((other_x - x) ** 2) - (other_y - y) ** 2, -vehicle
            if len(best) < k:
                heappush(best, entry)
            elif entry > best[0]:
                heappushpop(best, entry)
        return
    axis, value, lower, upper = node
    aside = point[axis] - value
    near, far = (lower, upper) if aside < 0 else (upper, lower)
    search(near, point, k, best)
    if len(best) < k or aside**2 <= -best[0][0]:
        search(far, point, k, best)
