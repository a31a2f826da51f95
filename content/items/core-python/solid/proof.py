# %% One reason to change: three requests meet in one function, or do not
import ast
import collections
import collections.abc
import itertools
import types

from hotseat.proof import chart, claim, probe, show

TOGETHER = """
def checkout(order, sent):
    net = sum(order["prices"])
    total = net * 119 // 100
    sent.append(("charge", total))
    return "Total: " + str(total)
"""

APART = """
def total_of(order):
    net = sum(order["prices"])
    return net * 119 // 100

def charge(total, sent):
    sent.append(("charge", total))

def receipt(total):
    return "Total: " + str(total)

def checkout(order, sent):
    total = total_of(order)
    charge(total, sent)
    return receipt(total)
"""

REQUESTS = {
    "finance: books are taxed at 7 %": ("net * 119 // 100", "net * (107 if order['kind'] == 'book' else 119) // 100"),
    "payments: note the currency": ('("charge", total)', '("charge", total, "EUR")'),
    "marketing: thank the customer": ('"Total: " + str(total)', '"Thank you! Total: " + str(total)'),
}


def definitions(source):
    """The text of each class and function at the top of a program, by its name."""
    return {node.name: ast.unparse(node) for node in ast.parse(source).body if isinstance(node, ast.ClassDef | ast.FunctionDef)}


def edited(before, after):
    """(existing definitions that were edited, definitions that were added) between two versions."""
    old, new = definitions(before), definitions(after)
    return {name for name in old if old[name] != new.get(name)}, set(new) - set(old)


def outcome_of(source, order):
    scope, sent = {}, []
    exec(source, scope)
    return scope["checkout"](order, sent), sent


def collisions(source):
    """Pairs of requests that edit the same definition."""
    touched = [edited(source, source.replace(*request))[0] for request in REQUESTS.values()]
    return sum(bool(a & b) for a, b in itertools.combinations(touched, 2))


@claim("requests-meet-in-one-function")
def who_edits_what():
    order = {"prices": [1000, 500], "kind": "book"}
    same = outcome_of(TOGETHER, order) == outcome_of(APART, order)
    for request in REQUESTS.values():
        same = same and outcome_of(TOGETHER.replace(*request), order) == outcome_of(APART.replace(*request), order)
    together, apart = collisions(TOGETHER), collisions(APART)
    show("pairs of three requests that edit the same function: in one function, in four", [together, apart])
    show("both forms give the same for every version", str(same))
    return same and (together, apart) == (3, 0)


# %% Open for what? One program in three forms
PROVIDERS = ["Card", "Bank", "Wallet", "Voucher", "Invoice", "Cash"]
OPERATIONS = ["charge", "refund", "fee", "describe", "check"]


def by_chain(providers, operations):
    """A function for each operation, with a branch for each provider."""
    lines = [f"class {provider}:\n    pass" for provider in providers]
    for operation in operations:
        lines.append(f"def {operation}(method):")
        for provider in providers:
            lines.append(f"    if isinstance(method, {provider}):\n        return '{operation} {provider}'")
        lines.append("    raise TypeError(method)")
    return "\n".join(lines)


def by_method(providers, operations):
    """A class for each provider, with a method for each operation."""
    lines = []
    for provider in providers:
        lines.append(f"class {provider}:")
        lines += [f"    def {operation}(self):\n        return '{operation} {provider}'" for operation in operations]
    return "\n".join(lines)


def by_dispatch(providers, operations):
    """A generic function for each operation, and a registered function for each pair."""
    lines = ["from functools import singledispatch"]
    lines += [f"class {provider}:\n    pass" for provider in providers]
    for operation in operations:
        lines.append(f"@singledispatch\ndef {operation}(method):\n    raise TypeError(method)")
    for operation in operations:
        for provider in providers:
            lines.append(
                f"@{operation}.register\ndef {operation}_{provider}(method: {provider}):\n    return '{operation} {provider}'"
            )
    return "\n".join(lines)


FORMS = {
    "a function for each operation, with an `isinstance` branch for each provider": by_chain,
    "a class for each provider, with a method for each operation": by_method,
    "a `singledispatch` function for each operation, and one registered function for each pair": by_dispatch,
}


def results(form, providers, operations):
    scope = {}
    exec(form(providers, operations), scope)
    if form is by_method:
        return [getattr(scope[provider](), operation)() for provider in providers for operation in operations]
    return [scope[operation](scope[provider]()) for provider in providers for operation in operations]


def cost(form, change, providers, operations):
    """[existing definitions edited, definitions added] for one more provider or one more operation."""
    p, k = PROVIDERS[: providers + 1], OPERATIONS[: operations + 1]
    before = form(p[:-1] if change == "provider" else p[:providers], k[:-1] if change == "operation" else k[:operations])
    after = form(p if change == "provider" else p[:providers], k if change == "operation" else k[:operations])
    return [len(each) for each in edited(before, after)]


@probe
def edits_and_additions(form, providers, operations):
    kind = FORMS[form]
    return [*cost(kind, "provider", providers, operations), *cost(kind, "operation", providers, operations)]


SIZES = [(2, 2), (3, 2), (4, 3), (5, 4)]


def same_results():
    return all(
        results(by_chain, PROVIDERS[:p], OPERATIONS[:k])
        == results(by_method, PROVIDERS[:p], OPERATIONS[:k])
        == results(by_dispatch, PROVIDERS[:p], OPERATIONS[:k])
        for p, k in SIZES
    )


@claim("open-on-one-side-only")
def each_form_is_closed_to_the_other_change():
    chain, methods = by_chain, by_method
    by_provider = [(cost(chain, "provider", p, k), cost(methods, "provider", p, k)) for p, k in SIZES]
    by_operation = [(cost(chain, "operation", p, k), cost(methods, "operation", p, k)) for p, k in SIZES]
    chart(
        "Existing definitions edited",
        [f"{p} providers, {k} operations" for p, k in SIZES],
        {
            "branches, one more provider": [each[0][0] for each in by_provider],
            "methods, one more provider": [each[1][0] for each in by_provider],
            "branches, one more operation": [each[0][0] for each in by_operation],
            "methods, one more operation": [each[1][0] for each in by_operation],
        },
        x_label="size",
        y_label="definitions edited",
        kind="bars",
    )
    providers_right = by_provider == [([k, 1], [0, 1]) for _, k in SIZES]
    operations_right = by_operation == [([0, 1], [p, 0]) for p, _ in SIZES]
    return same_results() and providers_right and operations_right


@claim("dispatch-adds-as-much")
def nothing_edited_and_as_many_added():
    spread = by_dispatch
    found = [(cost(spread, "provider", p, k), cost(spread, "operation", p, k)) for p, k in SIZES]
    show("[edited, added] for one more provider, one more operation", [str(each) for each in found])
    return found == [([0, k + 1], [0, p + 1]) for p, k in SIZES]


# %% Substitution: the base's promises, put to its subclasses
def raises_for_missing(kind):
    try:
        kind()["missing"]
    except KeyError:
        return True
    return False


def reading_changes_nothing(kind):
    made = kind()
    try:
        made["missing"]
    except KeyError:
        pass
    return len(made) == 0


def update_replaces(kind):
    made = kind()
    made["a"] = 1
    made.update({"a": 5})
    return made["a"] == 5


def fromkeys_works(kind):
    try:
        return len(kind.fromkeys("ab", 1)) == 2
    except (NotImplementedError, TypeError):
        return False


def order_is_ignored(kind):
    one, other = kind(), kind()
    one["a"], one["b"] = 1, 2
    other["b"], other["a"] = 2, 1
    return one == other


PROMISES = {
    "reading a missing key raises KeyError": raises_for_missing,
    "reading a missing key leaves the length as it was": reading_changes_nothing,
    "`d.update({'a': 5})` makes `d['a']` 5, whatever it was": update_replaces,
    "`fromkeys('ab', 1)` makes one with two keys": fromkeys_works,
    "two with the same items in another order are equal": order_is_ignored,
}


class Ints(collections.defaultdict):
    """A defaultdict of int, made without arguments."""

    def __init__(self, *args):
        super().__init__(int, *args)


KINDS = {
    "dict": dict,
    "collections.Counter": collections.Counter,
    "collections.OrderedDict": collections.OrderedDict,
    "a class that only calls `super().__init__(int)` on collections.defaultdict": Ints,
}


@probe
def promises_kept(kind):
    return [promise for promise, test in PROMISES.items() if test(KINDS[kind])]


@claim("subclasses-break-promises")
def tests_of_the_base_on_its_subclasses():
    broken = {name: [promise for promise, test in PROMISES.items() if not test(kind)] for name, kind in KINDS.items()}
    for name, promises in broken.items():
        show(f"{name}: an instance of dict: {issubclass(KINDS[name], dict)}; promises broken", promises or "none")
    counts = [len(each) for each in broken.values()]
    return all(issubclass(kind, dict) for kind in KINDS.values()) and counts == [0, 3, 1, 2]


# %% Narrow interfaces, and who depends on whom
INTERFACES = {
    "MutableMapping": collections.abc.MutableMapping,
    "Mapping": collections.abc.Mapping,
    "Container": collections.abc.Container,
}


def fake_for(interface):
    """How many methods a stand-in must write, and whether a function that only asks `in` can use it."""
    needed = sorted(interface.__abstractmethods__)
    answers = {
        "__contains__": lambda self, key: key == "book",
        "__iter__": lambda self: iter(["book"]),
        "__len__": lambda self: 1,
    }

    def item(self, key):
        if key != "book":
            raise KeyError(key)

    made = type("Fake", (interface,), {name: answers.get(name, item) for name in needed})()
    return len(needed), ["book" in made, "car" in made]


@claim("narrow-needs-narrow-stand-ins")
def methods_to_write_for_a_test():
    found = {name: fake_for(interface) for name, interface in INTERFACES.items()}
    show("methods that a stand-in must write", {name: count for name, (count, _) in found.items()})
    return [count for count, _ in found.values()] == [5, 3, 1] and all(answer == [True, False] for _, answer in found.values())


INWARD = """
import smtplib
import sqlite3

def remind(today):
    with sqlite3.connect("orders.db") as connection:
        due = connection.execute("SELECT email FROM orders WHERE due < ?", (today,)).fetchall()
    with smtplib.SMTP("localhost") as server:
        for (email,) in due:
            server.sendmail("shop@example.com", email, "Your order is due.")
"""

OUTWARD = """
def remind(today, due_before, send):
    for email in due_before(today):
        send(email, "Your order is due.")
"""


def imports(source):
    return sorted(alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names)


@claim("policy-runs-without-details")
def reminders_with_two_functions():
    module = types.ModuleType("reminders")
    exec(OUTWARD, module.__dict__)
    sent = []
    orders = {"ann@example.com": 3, "bob@example.com": 9}
    module.remind(5, lambda day: [who for who, due in orders.items() if due < day], lambda who, text: sent.append(who))
    show("modules that the policy imports: with the details inside, with them passed in", [imports(INWARD), imports(OUTWARD)])
    show("reminded, with a dict and a list in place of database and mail", sent)
    return imports(INWARD) == ["smtplib", "sqlite3"] and imports(OUTWARD) == [] and sent == ["ann@example.com"]


# %% What the seams cost
@claim("seams-cost-definitions")
def the_same_behaviour_in_more_places():
    small = len(definitions(TOGETHER)), len(definitions(APART))
    pairs = [
        (len(definitions(by_chain(PROVIDERS[:1], OPERATIONS[:k]))), len(definitions(by_dispatch(PROVIDERS[:1], OPERATIONS[:k]))))
        for k in (1, 3, 5)
    ]
    show("definitions of the checkout: together, apart", list(small))
    show("definitions with one provider and 1, 3, 5 operations: branches, dispatch", [str(each) for each in pairs])
    return small == (1, 4) and pairs == [(2, 3), (4, 7), (6, 11)]
