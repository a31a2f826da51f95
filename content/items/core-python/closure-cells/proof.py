# %% Cells: what inner functions share
from functools import partial

from hotseat.proof import claim, show


def reader_and_writer():
    """Two functions over one variable."""
    value = "old"

    def write(new):
        nonlocal value
        value = new

    return lambda: value, write


@claim("closures-share-cells")
def one_reads_what_the_other_wrote():
    read, write = reader_and_writer()
    before = read()
    write("new")
    show("read before and after", [before, read()])
    return (before, read()) == ("old", "new")


def looped(turns):
    """As many functions, made in one loop over one variable."""
    made = []
    for turn in range(turns):
        made.append(lambda: turn)
    return made


def functions_of(turns):
    return looped(turns)


def different_cells(functions):
    return len({id(function.__closure__[0]) for function in functions})


@claim("one-cell-per-call")
def calls_make_cells_and_turns_do_not():
    within = {turns: different_cells(functions_of(turns)) for turns in (1, 2, 10, 500)}
    kept = [functions_of(3) for _ in range(20)]
    across = different_cells([functions[0] for functions in kept])
    show("cells by number of turns", str(within))
    show("cells over 20 calls", across)
    return set(within.values()) == {1} and across == 20


def numbered(turns):
    """Functions made by a loop that assigns to a variable in its body."""
    made = []
    for turn in range(turns):
        own = turn * 10

        def remember():
            return lambda: own

        made.append(remember())
    return made


@claim("loops-make-no-scope")
def earlier_functions_read_the_last_value():
    read = [function() for function in numbered(4)]
    show("what four functions read", read)
    return read == [30, 30, 30, 30]


# %% When a name is read
def comprehension_then_assignment():
    calls = [lambda: n for n in range(3)]
    n = 5
    return [call() for call in calls], n


@claim("comprehension-has-its-own-variable")
def the_assignment_does_not_reach_it():
    read, n = comprehension_then_assignment()
    show("read after n = 5", read)
    return read == [2, 2, 2] and n == 5


def early_and_late():
    early = [lambda n=n: n for n in range(3)]
    late = [lambda: n for n in range(3)]
    return [call() for call in early], [call() for call in late]


@claim("defaults-are-read-early")
def defaults_keep_their_turn():
    early, late = early_and_late()
    show("by default, and by free variable", [str(early), str(late)])
    return early == [0, 1, 2] and late == [2, 2, 2]


factor = "module"


def class_with_function():
    class Scale:
        factor = "class"
        seen = factor
        read = lambda: factor  # noqa: E731

    return Scale.seen, Scale.read()


@claim("class-scope-is-skipped")
def the_function_reads_past_the_class():
    statement, function = class_with_function()
    show("the class body reads, its function reads", [statement, function])
    return (statement, function) == ("class", "module")


# %% The door that a default opens
def called_with_one_more(handler):
    """What the handler says when the caller passes one argument more than it should."""
    try:
        return handler("created", "urgent")
    except TypeError as error:
        return type(error).__name__


def handlers():
    def by_default(event, name="orders"):
        return name

    def named(name, event):
        return name

    return by_default, partial(named, "orders")


@claim("default-can-be-overwritten")
def only_the_default_gives_way():
    by_default, by_partial = handlers()
    expected = [by_default("created"), by_partial("created")]
    got = [called_with_one_more(by_default), called_with_one_more(by_partial)]
    show("with one argument more", got)
    return expected == ["orders", "orders"] and got == ["urgent", "TypeError"]
