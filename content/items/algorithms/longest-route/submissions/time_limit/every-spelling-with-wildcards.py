# Makes every spelling of each beginning of the path with wildcards, two to the power of its segments, and looks each up.
from itertools import product


def segments(path):
    return [] if path == "/" else path[1:].split("/")


def routed(routes, paths):
    known = set(routes)
    found = []
    for path in paths:
        asked = segments(path)
        for length in range(len(asked), -1, -1):
            spellings = product(*((one, "*") for one in asked[:length]))
            match = next((route for route in ("/" + "/".join(one) for one in spellings) if route in known), None)
            if match is not None:
                break
        found.append(match)
    return found
