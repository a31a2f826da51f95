# %% When each part runs
import asyncio
import contextlib
import functools
import inspect

from hotseat.proof import claim, probe, show


def stack_events(names):
    """What happens when a function under these decorators, from the top down, is defined and then called once."""
    events = []

    def noted(name):
        events.append(f"make {name}")

        def decorate(function):
            events.append(f"wrap {name}")

            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                events.append(f"enter {name}")
                result = function(*args, **kwargs)
                events.append(f"leave {name}")
                return result

            return wrapper

        return decorate

    def body():
        events.append("body")

    lines = [f"@noted({name!r})" for name in names]
    scope = {"noted": noted, "body": body}
    exec("\n".join([*lines, "def work():", "    body()"]), scope)
    events.append("defined")
    scope["work"]()
    return events


@claim("made-down-applied-up")
def a_stack_is_made_down_and_applied_up():
    matches = []
    for size in range(1, 6):
        down = list("ABCDE"[:size])
        up = down[::-1]
        expected = [f"make {n}" for n in down] + [f"wrap {n}" for n in up] + ["defined"]
        expected += [f"enter {n}" for n in down] + ["body"] + [f"leave {n}" for n in up]
        matches.append(stack_events(down) == expected)
    show("what happens under @noted('A') over @noted('B')", stack_events("AB"))
    return all(matches)


@probe
def at_definition(order):
    """The events until the function is defined, on one line."""
    events = stack_events([name.strip() for name in order.split(",")])
    return ", ".join(events[: events.index("defined")])


# %% Three scopes, three lifetimes
def counter(where):
    """A decorator factory whose count is kept beside it, in it, in the decorator, or in the wrapper."""
    beside = [0]

    def counted(label):
        by_factory = [0]

        def decorate(function):
            by_decorator = [0]

            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                by_wrapper = [0]
                kept = {"module": beside, "factory": by_factory, "decorator": by_decorator, "wrapper": by_wrapper}[where]
                kept[0] += 1
                wrapper.seen = kept[0]
                return function(*args, **kwargs)

            return wrapper

        return decorate

    return counted


def seen_by_second(where, first_calls, second_calls):
    """What the second function's count says after so many calls of two functions under one and the same decorator."""
    shared = counter(where)("both")

    @shared
    def first():
        pass

    @shared
    def second():
        pass

    for _ in range(first_calls):
        first()
    for _ in range(second_calls):
        second()
    return second.seen


@claim("state-lives-where-it-is-made")
def each_scope_has_its_lifetime():
    pairs = [(1, 1), (3, 2), (2, 5), (7, 4)]
    found = {where: [seen_by_second(where, *pair) for pair in pairs] for where in ("factory", "decorator", "wrapper")}
    show("the second function's count after (1, 1), (3, 2), (2, 5), (7, 4) calls", str(found))
    expected = {"factory": [a + b for a, b in pairs], "decorator": [b for _, b in pairs], "wrapper": [1] * 4}
    return found == expected


PLACES = {
    "in the module, above `counted`": "module",
    "in `counted`, before `decorate` is defined": "factory",
    "in `decorate`, before `wrapper` is defined": "decorator",
    "in `wrapper`, as its first line": "wrapper",
}


@probe
def second_count(place, first, second):
    return seen_by_second(PLACES[place], first, second)


def over_instances():
    """How many calls two objects get together from a method that is limited to three calls."""

    def limited(most):
        def decorate(function):
            used = [0]

            @functools.wraps(function)
            def wrapper(self):
                used[0] += 1
                return used[0] <= most and function(self)

            return wrapper

        return decorate

    class Client:
        @limited(3)
        def send(self):
            return True

    one, other = Client(), Client()
    return [one.send(), one.send(), other.send(), other.send()].count(True)


@claim("methods-share-the-state")
def objects_share_one_count():
    allowed = over_instances()
    show("calls allowed of two by each of two objects, limit 3", allowed)
    return allowed == 3


# %% What a wrapper hides
def dressed(keep):
    """A function with a mark, under a wrapper that keeps its metadata or does not."""

    def public(function):
        function.public = True
        return function

    def logged(function):
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)

        return functools.wraps(function)(wrapper) if keep else wrapper

    @logged
    @public
    def transfer(amount: int, *, currency="EUR"):
        """Move money."""

    return transfer


def told(function):
    return [function.__name__, function.__doc__, str(inspect.signature(function)), getattr(function, "public", False)]


@claim("wraps-keeps-what-tools-read")
def metadata_and_marks():
    bare, kept = told(dressed(keep=False)), told(dressed(keep=True))
    show("without wraps: name, docstring, signature, the inner decorator's mark", bare)
    show("with wraps", kept)
    return bare == ["wrapper", None, "(*args, **kwargs)", False] and kept == [
        "transfer",
        "Move money.",
        "(amount: int, *, currency='EUR')",
        True,
    ]


def wrong_call():
    """What a wrapper that charges has done when it is called with an argument too few."""
    charged = []

    def charges(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            charged.append(1)
            return function(*args, **kwargs)

        return wrapper

    @charges
    def deliver(order, address):
        return order, address

    try:
        deliver("order 7")
    except TypeError:
        return len(charged), str(inspect.signature(deliver))
    return None


@claim("signature-is-shown-not-checked")
def the_wrapper_has_run_when_the_call_fails():
    charged, signature = wrong_call()
    show("charges made by a call that raises TypeError; the signature shown", [charged, signature])
    return (charged, signature) == (1, "(order, address)")


# %% The parentheses
def decorated_without_parentheses():
    ran = []

    def retry(times):
        def decorate(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)

            return wrapper

        return decorate

    @retry
    def send(message):
        ran.append(message)

    result = send("hello")
    return ran, callable(result)


@claim("forgotten-parentheses-run-nothing")
def a_call_with_one_argument_passes_silently():
    ran, callable_result = decorated_without_parentheses()
    show("messages sent by send('hello'); the result is a function", [len(ran), str(callable_result)])
    return ran == [] and callable_result


# %% A wrapper that is no function
def as_method():
    class Logged:
        def __init__(self, function):
            functools.update_wrapper(self, function)
            self.function = function

        def __call__(self, *args):
            return self.function(*args)

    class Account:
        def balance(self):
            return 100

        logged_balance = Logged(balance)

    account = Account()
    try:
        return account.balance(), account.logged_balance()
    except TypeError as error:
        return account.balance(), type(error).__name__


@claim("objects-do-not-bind")
def a_callable_object_gets_no_self():
    plain, logged = as_method()
    show("the method, and the method under a class with __call__", [plain, logged])
    return (plain, logged) == (100, "TypeError")


# %% What a plain wrapper sees of other kinds of functions
def retry(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try:
                    return function(*args, **kwargs)
                except ConnectionError:
                    if attempt == times - 1:
                        raise
            return None

        return wrapper

    return decorate


KINDS = ["plain", "coroutine", "generator"]


def attempts(times, kind, failures=1000):
    """How often a body that fails so many times first starts, when a caller uses its function once in the usual way."""
    started = []

    def fail():
        started.append(1)
        if len(started) <= failures:
            raise ConnectionError

    @retry(times)
    def plain():
        fail()

    @retry(times)
    async def coroutine():
        fail()

    @retry(times)
    def generator():
        fail()
        yield

    use = {"plain": plain, "coroutine": lambda: asyncio.run(coroutine()), "generator": lambda: list(generator())}[kind]
    with contextlib.suppress(ConnectionError):
        use()
    return len(started)


@claim("a-call-is-not-the-work")
def only_the_plain_function_is_tried_again():
    found = {times: [attempts(times, kind) for kind in KINDS] for times in (2, 3, 5)}
    show("starts of the body under retry(2), (3), (5): plain, coroutine, generator", [str(row) for row in found.values()])
    return all(row == [times, 1, 1] for times, row in found.items())


@probe
def starts(times, failures):
    return [attempts(times, kind, failures) for kind in KINDS]


# %% The order decides what each decorator sees
def tallies(order, calls, items=1):
    """[runs of the body, calls counted] when each of some items is asked for so often under a cache and a counter."""
    runs, counted = [], []

    def count(function):
        @functools.wraps(function)
        def wrapper(*args):
            counted.append(args)
            return function(*args)

        return wrapper

    made = {"@cache": functools.cache, "@count": count}

    def price(item):
        runs.append(item)
        return 10

    function = price
    for name in reversed(order):
        function = made[name](function)
    for item in list(range(items)) * calls:
        function(item)
    return [len(runs), len(counted)]


@claim("order-decides-what-is-seen")
def above_or_below_the_cache():
    above = [tallies(["@count", "@cache"], calls) for calls in (1, 4, 9)]
    below = [tallies(["@cache", "@count"], calls) for calls in (1, 4, 9)]
    show("[runs, counted] of 1, 4, 9 calls, counter above the cache", [str(each) for each in above])
    show("[runs, counted], counter below the cache", [str(each) for each in below])
    return above == [[1, 1], [1, 4], [1, 9]] and below == [[1, 1]] * 3


@probe
def runs_and_counts(order, calls, items):
    return tallies(order.split(" over "), calls, items)
