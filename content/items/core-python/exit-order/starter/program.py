from contextlib import ExitStack, suppress


class Step:
    def __init__(self, name, swallows=None, breaks=False):
        self.name, self.swallows, self.breaks = name, swallows, breaks

    def __enter__(self):
        print("+", self.name)
        if self.breaks:
            raise OSError
        return self

    def __exit__(self, kind, error, trace):
        print("-", self.name, kind.__name__ if kind else "ok")
        return kind is not None and kind is self.swallows


def stacked():
    with ExitStack() as stack:
        stack.enter_context(Step("a"))
        stack.enter_context(Step("b", swallows=KeyError))
        stack.callback(print, "callback")
        stack.enter_context(Step("c"))
        raise KeyError
    print("behind the stack")


try:
    stacked()
except KeyError:
    print("escaped")

try:
    with Step("d", swallows=KeyError), Step("e", swallows=OSError, breaks=True), Step("f"):
        print("body")
except OSError:
    print("caught")


def handed_over():
    with ExitStack() as stack:
        stack.enter_context(Step("g"))
        kept = stack.pop_all()
        stack.enter_context(Step("h"))
    print("left")
    return kept


with handed_over():
    print("still open")

with suppress(ValueError), Step("i"):
    raise ValueError
print("end")
