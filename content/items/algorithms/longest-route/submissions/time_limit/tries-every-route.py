# Tries every route for every path.
def segments(path):
    return [] if path == "/" else path[1:].split("/")


def routed(routes, paths):
    tables = [(segments(route), route) for route in routes]
    tables.sort(key=lambda row: (len(row[0]), [part != "*" for part in row[0]]), reverse=True)
    found = []
    for path in paths:
        asked = segments(path)
        for parts, route in tables:
            if len(parts) <= len(asked) and all(part in ("*", one) for part, one in zip(parts, asked)):
                found.append(route)
                break
        else:
            found.append(None)
    return found
