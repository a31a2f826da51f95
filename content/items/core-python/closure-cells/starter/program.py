def make_counters(names):
    total = 0
    counters = {}
    for name in names:

        def count(step=1):
            nonlocal total
            total += step
            return f"{name}: {total}"

        counters[name] = count
    return counters


def cells(function):
    return dict(zip(function.__code__.co_freevars, function.__closure__))


counters = make_counters(["a", "b"])
print(counters["a"](), counters["b"](10))

other = make_counters(["x"])
print(other["x"](), counters["a"]())

first, second = cells(counters["a"]), cells(counters["b"])
print({name: cell.cell_contents for name, cell in first.items()})
print(first["total"] is second["total"])

later = [lambda: n * n for n in range(3)]
bound = [lambda n=n: n * n for n in range(3)]
n = 5
print([call() for call in later], [call() for call in bound])

factor = 2


class Scale:
    factor = 3
    apply = lambda value: value * factor
    table = [factor, apply(10)]


print(Scale.table, Scale.factor)
