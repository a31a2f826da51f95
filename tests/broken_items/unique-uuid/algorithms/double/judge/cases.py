from hotseat.judges.calls import Case


def cases(chance):
    yield Case("two", call="double", args=(2,), expect=4, shown=True)
    yield Case("three", call="double", args=(3,), expect=6)
