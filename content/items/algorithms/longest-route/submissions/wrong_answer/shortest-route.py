# Stops at the first route on the way down.
class Node:
    """The routes that go on with one more segment, and the route that ends here."""

    __slots__ = ("children", "route")

    def __init__(self):
        self.children = {}
        self.route = None


def segments(path):
    return [] if path == "/" else path[1:].split("/")


def routed(routes, paths):
    root = Node()
    for route in routes:
        node = root
        for segment in segments(route):
            if segment not in node.children:
                node.children[segment] = Node()
            node = node.children[segment]
        node.route = route
    return [longest(root, path) for path in paths]


def longest(root, path):
    found, depth = None, -1
    waiting = [(root, 0)]
    asked = segments(path)
    while waiting:
        node, at = waiting.pop()
        if node.route is not None and found is None:
            found, depth = node.route, at
        if at < len(asked):
            # The literal branch goes on top: of equally long routes it is found first, and keeps its place.
            for segment in ("*", asked[at]):
                if segment in node.children:
                    waiting.append((node.children[segment], at + 1))
    return found
