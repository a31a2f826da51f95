# %% The order in which a with statement calls
import contextlib
import os
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from hotseat.proof import claim, probe, show


class Noted:
    """A context manager that notes what it is asked, and fails or suppresses where it is told to."""

    def __init__(self, name, events, fails="", suppresses=False):
        self.name, self.events, self.fails, self.suppresses = name, events, fails, suppresses

    def __enter__(self):
        self.events.append(f"enter {self.name}")
        if "enter" in self.fails:
            raise ValueError(self.name)
        return self

    def __exit__(self, kind, error, trace):
        self.events.append(f"exit {self.name} {kind.__name__ if kind else 'None'}")
        if "exit" in self.fails:
            raise KeyError(self.name)
        return self.suppresses


def run_two(first_fails="", second_fails="", body_fails=False, suppresses=""):
    """The events of `with first, second: body`, and what became of it."""
    events = []
    try:
        with (
            Noted("first", events, first_fails, "first" in suppresses),
            Noted("second", events, second_fails, "second" in suppresses),
        ):
            events.append("body")
            if body_fails:
                raise OSError
            events.append("body's end")
        events.append("after")
    except Exception as error:
        events.append(f"raised {type(error).__name__}")
    return events


@claim("exits-run-backwards")
def two_managers_unwind():
    fine, failed = run_two(), run_two(body_fails=True)
    show("the body ends", fine)
    show("the body raises OSError", failed)
    first, second = "first", "second"
    expected = [f"enter {first}", f"enter {second}", "body"]
    return fine == [*expected, "body's end", f"exit {second} None", f"exit {first} None", "after"] and failed == [
        *expected,
        f"exit {second} OSError",
        f"exit {first} OSError",
        "raised OSError",
    ]


def ways_out():
    """How often `__exit__` is called for each way out of the block."""
    counts = {}
    for way in ("end", "return", "break", "continue", "raise", "SystemExit"):
        events = []

        def leave(way=way, events=events):
            for _ in range(1):
                with Noted("it", events):
                    if way == "return":
                        return
                    if way == "break":
                        break
                    if way == "continue":
                        continue
                    if way == "raise":
                        raise ValueError
                    if way == "SystemExit":
                        raise SystemExit

        with contextlib.suppress(ValueError, SystemExit):
            leave()
        counts[way] = sum(event.startswith("exit") for event in events)
    return counts


@claim("every-way-out-exits-once")
def whatever_leaves_the_block():
    counts = ways_out()
    show("calls of __exit__ by way out", str(counts))
    return set(counts.values()) == {1}


@claim("failed-enter-has-no-exit")
def who_has_not_entered_is_not_exited():
    first, second = run_two(first_fails="enter"), run_two(second_fails="enter")
    show("first's __enter__ raises", first)
    show("second's __enter__ raises", second)
    alone = ["enter first", "raised ValueError"]
    return first == alone and second == ["enter first", "enter second", "exit first ValueError", "raised ValueError"]


FAILS = {
    "the body raises OSError": {"body_fails": True},
    "second's `__enter__` raises ValueError": {"second_fails": "enter"},
    "the body raises OSError and then second's `__exit__` raises KeyError": {"body_fails": True, "second_fails": "exit"},
}
RETURNS = {
    "neither": "",
    "first's": "first",
    "second's": "second",
}


@probe
def seen_by_first(failure, returns):
    """What first's __exit__ is given, and where the program goes on."""
    events = run_two(**FAILS[failure], suppresses=RETURNS[returns])
    given = next(event.split()[-1] for event in events if event.startswith("exit first"))
    return f"{given}, {events[-1]}"


# %% Suppression
def values_returned():
    """For each value that __exit__ may return, whether the exception is swallowed."""
    swallowed = {}
    for value in (True, 1, "no", [0], False, None, 0, ""):
        events = []
        try:
            with Noted("it", events, suppresses=value):
                raise OSError
        except OSError:
            swallowed[repr(value)] = False
        else:
            swallowed[repr(value)] = True
    return swallowed


@claim("a-true-value-suppresses")
def any_true_value_swallows():
    swallowed = values_returned()
    show("swallowed, by what __exit__ returns", str(swallowed))
    return [*swallowed.values()] == [True] * 4 + [False] * 4


def lines_run():
    """The lines of a block that run when its second raises what contextlib.suppress swallows."""
    ran = []
    with contextlib.suppress(FileNotFoundError):
        ran.append("first")
        Path("no such file").unlink()
        ran.append("third")
    ran.append("after")
    return ran


@claim("suppress-does-not-resume")
def the_rest_of_the_block_is_skipped():
    ran = lines_run()
    show("lines that ran", ran)
    return ran == ["first", "after"]


def chained():
    """What is raised when the body and then __exit__ fail, and what it remembers."""
    try:
        with Noted("it", [], fails="exit"):
            raise OSError
    except KeyError as error:
        return type(error).__name__, type(error.__context__).__name__


@claim("exit-error-hides-the-body")
def the_second_error_is_raised():
    raised, remembered = chained()
    show("raised, and kept as its context", [raised, remembered])
    return (raised, remembered) == ("KeyError", "OSError")


# %% Written as a generator
@contextlib.contextmanager
def careless(events):
    events.append("acquire")
    yield
    events.append("release")


@contextlib.contextmanager
def careful(events):
    events.append("acquire")
    try:
        yield
    finally:
        events.append("release")


def released(make):
    """Whether it releases when its body ends, and when its body raises."""
    found = []
    for fails in (False, True):
        events = []
        with contextlib.suppress(ValueError), make(events):
            if fails:
                raise ValueError
        found.append("release" in events)
    return found


@claim("yield-needs-finally")
def without_a_try_nothing_is_released():
    bare, guarded = released(careless), released(careful)
    show("releases when the body ends, when it raises: bare yield", [str(each) for each in bare])
    show("with try and finally", [str(each) for each in guarded])
    return bare == [True, False] and guarded == [True, True]


def entered_twice(make):
    """Whether a second with statement over the same object works."""
    one = make()
    with one:
        pass
    try:
        with one:
            return True
    except (RuntimeError, AttributeError, ValueError):
        return False


REUSED = {
    "a contextmanager function's": lambda: careful([]),
    "a lock": threading.Lock,
    "a file": lambda: open(os.devnull),
    "suppress": lambda: contextlib.suppress(OSError),
}


@claim("some-are-single-use")
def a_second_with():
    found = {name: entered_twice(make) for name, make in REUSED.items()}
    show("can be entered a second time", str(found))
    return list(found.values()) == [False, True, False, True]


# %% ExitStack: as many as there are
def open_all(names, stacked):
    """Open the files, of which the last may be missing; the number still open afterwards, and the error's name."""
    opened = []

    def note(name):
        opened.append(open(name))
        return opened[-1]

    try:
        if stacked:
            with contextlib.ExitStack() as stack:
                for name in names:
                    stack.enter_context(note(name))
                stack.pop_all()
        else:
            for name in names:
                note(name)
    except FileNotFoundError as error:
        kind = type(error).__name__
    else:
        kind = "none"
    still = sum(not file.closed for file in opened)
    for file in opened:
        file.close()
    return still, kind


@claim("stack-undoes-what-was-done")
def the_stack_closes_what_was_opened():
    with TemporaryDirectory() as folder:
        names = [Path(folder, str(number)) for number in range(5)]
        for name in names:
            name.touch()
        missing = [*names, Path(folder, "missing")]
        plain, stacked, kept = open_all(missing, stacked=False), open_all(missing, stacked=True), open_all(names, stacked=True)
    show("files left open when the sixth is missing: a loop, an ExitStack", [plain[0], stacked[0]])
    show("files left open after pop_all()", kept[0])
    return plain == (5, "FileNotFoundError") and stacked == (0, "FileNotFoundError") and kept == (5, "none")


def unwound(fails_at):
    """What each of three callbacks of a stack is given, last one first, when one of them replaces or swallows the error."""
    given = []

    def make(name):
        def leave(kind, error, trace):
            given.append(f"{name} {kind.__name__ if kind else 'None'}")
            if fails_at.get(name) == "raises":
                raise KeyError(name)
            return fails_at.get(name) == "swallows"

        return leave

    with contextlib.suppress(OSError, KeyError), contextlib.ExitStack() as stack:
        for name in "abc":
            stack.push(make(name))
        raise OSError
    return given


@claim("outer-ones-see-what-is-left")
def each_sees_what_the_inner_ones_left():
    swallowed, raised = unwound({"b": "swallows"}), unwound({"b": "raises"})
    untouched = unwound({})
    show("nobody interferes", untouched)
    show("b swallows", swallowed)
    show("b raises KeyError", raised)
    return [untouched, swallowed, raised] == [
        ["c OSError", "b OSError", "a OSError"],
        ["c OSError", "b OSError", "a None"],
        ["c OSError", "b OSError", "a KeyError"],
    ]


@probe
def stack_sees(who, does):
    return ", ".join(unwound({who: "swallows" if does == "returns True" else "raises"}))


# %% Where the methods are looked up
def looked_up():
    class Plain:
        pass

    one = Plain()
    one.__enter__ = lambda: None
    one.__exit__ = lambda *_: None
    try:
        with one:
            return "entered"
    except TypeError as error:
        return type(error).__name__


@claim("looked-up-on-the-type")
def methods_on_the_object_do_not_count():
    found = looked_up()
    show("with an object whose methods are its own attributes", found)
    return found == "TypeError"
