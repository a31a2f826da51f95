# %% A model, not a cluster: a Deployment's revisions, as kubectl and the controller keep them
# Follows the Deployments page of the Kubernetes documentation (read in 2026) and kubectl's rollback.go. No cluster is started here.
import itertools
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from hotseat.proof import chart, claim, probe, show


@dataclass
class Deployment:
    """What `kubectl apply` and `kubectl rollout undo` change. A template is (image, configuration's name)."""

    template: tuple[str, str] = ("", "")
    replicas: int = 3
    revisions: dict[int, tuple[str, str]] = field(default_factory=dict)
    limit: int = 10  # .spec.revisionHistoryLimit

    def apply(self, template: tuple[str, str], replicas: int | None = None) -> None:
        """Set the template, and the size where one is given. A template that is there already makes no revision."""
        self.replicas = self.replicas if replicas is None else replicas
        if template == self.template:
            return
        self.template = template
        number = max(self.revisions, default=0) + 1
        self.revisions = {old: value for old, value in self.revisions.items() if value != template}
        self.revisions[number] = template
        for old in sorted(self.revisions)[: -1 - self.limit]:
            del self.revisions[old]

    def undo(self, to_revision: int = 0) -> None:
        """Back to a revision; without a number to the one with the second highest number. Raises `LookupError`."""
        known = sorted(self.revisions)
        if to_revision == 0:
            if len(known) < 2:
                raise LookupError("no rollout history found")
            to_revision = known[-2]
        if to_revision not in self.revisions:
            raise LookupError(f"unable to find specified revision {to_revision}")
        self.apply(self.revisions[to_revision])


def run(commands: str) -> Deployment:
    """`apply X` and `undo` or `undo to n`, separated by semicolons."""
    deployment = Deployment()
    for command in commands.split("; "):
        match command.split():
            case ["apply", image]:
                deployment.apply((image, "settings"))
            case ["undo"]:
                deployment.undo()
            case ["undo", "to", number]:
                deployment.undo(int(number))
    return deployment


@probe
def image_that_runs(commands: str) -> str:
    return run(commands).template[0]


@claim("undo-is-a-new-revision")
def revisions_go_forward_as_the_documentation_shows() -> bool:
    page = run("apply nginx:1.14.2; apply nginx:1.16.1; apply nginx:1.161; undo")
    show("the documentation's example after undo: image, revisions", [page.template[0], str(sorted(page.revisions))])
    return page.template[0] == "nginx:1.16.1" and sorted(page.revisions) == [1, 3, 4]


@claim("undo-twice-comes-back")
def a_second_undo_undoes_the_first() -> bool:
    commands = "apply A; apply B; apply C"
    images = [run(commands + "; undo" * times).template[0] for times in range(5)]
    show("image after A, B, C and 0 to 4 times undo", images)
    return images == ["C", "B", "C", "B", "C"]


@claim("undo-restores-the-template")
def what_stands_outside_the_template_stays() -> bool:
    settings = {"settings": "timeout=30"}
    images = {"shop:latest": "build 1"}
    deployment = Deployment()
    deployment.apply(("shop:latest", "settings"), replicas=3)
    settings["settings"] = "timeout=1"
    images["shop:latest"] = "build 2"
    before = dict(deployment.revisions)
    deployment.apply(("shop:latest", "settings"), replicas=10)
    same_tag = deployment.revisions == before
    deployment.apply(("shop:v3", "settings"), replicas=20)
    deployment.undo()
    runs, config, size = images[deployment.template[0]], settings[deployment.template[1]], deployment.replicas
    show("a tag that was pushed again made a revision", not same_tag)
    show("after undo: what runs, its configuration, the size", [runs, config, size])
    return same_tag and (runs, config, size) == ("build 2", "timeout=1", 20)


@claim("named-by-content-comes-back")
def what_has_a_name_of_its_own_is_restored() -> bool:
    settings = {"settings-1": "timeout=30", "settings-2": "timeout=1"}
    images = {"shop@sha256:1": "build 1", "shop@sha256:2": "build 2"}
    deployment = Deployment()
    deployment.apply(("shop@sha256:1", "settings-1"))
    deployment.apply(("shop@sha256:2", "settings-2"))
    deployment.undo()
    runs, config = images[deployment.template[0]], settings[deployment.template[1]]
    show("after undo: what runs, its configuration", [runs, config])
    return (runs, config) == ("build 1", "timeout=30")


@claim("history-has-a-limit")
def old_revisions_are_deleted() -> bool:
    deployment = Deployment()
    for number in range(1, 16):
        deployment.apply((f"v{number}", "settings"))
    kept = sorted(deployment.revisions)
    none = Deployment(limit=0)
    for image in ("v1", "v2"):
        none.apply((image, "settings"))
    try:
        none.undo()
        refused = False
    except LookupError:
        refused = True
    show("revisions kept of 15, by default", kept)
    show("undo with revisionHistoryLimit: 0 is refused", refused)
    return kept == list(range(5, 16)) and refused


# %% Code goes back, data stays: the old release reads what the new one has written
type Record = dict[str, object]


def read_by_release_1(record: str) -> str:
    """Release 1: takes `amount` for euros, knows two states, and ignores fields that it does not know."""
    order: Record = json.loads(record)
    state = {"new": "to be packed", "paid": "to be sent"}[str(order["state"])]
    return f"{order['amount']} EUR, {state}"


WRITTEN_BY_RELEASE_2: dict[str, Callable[[], Record]] = {
    "adds a field `tax`": lambda: {"amount": 40, "state": "paid", "tax": 6},
    "calls `amount` `total`": lambda: {"total": 40, "state": "paid"},
    "writes `amount` in cents": lambda: {"amount": 4000, "state": "paid"},
    "has a further state `held`": lambda: {"amount": 40, "state": "held"},
    "writes the euros into `amount` still, and the cents into a new field `cents`": lambda: {
        "amount": 40,
        "cents": 4000,
        "state": "paid",
    },
}
RIGHT, WRONG, FAILS = "goes on, and is right", "goes on, with a wrong amount", "fails with an error"


def after_the_rollback(change: str) -> str:
    """What release 1 makes of an order of 40 EUR, paid or held, that release 2 has written."""
    try:
        read = read_by_release_1(json.dumps(WRITTEN_BY_RELEASE_2[change]()))
    except KeyError:
        return FAILS
    return RIGHT if read == "40 EUR, to be sent" else WRONG


@probe
def what_release_1_does(change: str) -> str:
    return after_the_rollback(change)


@claim("code-goes-back-data-stays")
def the_old_release_meets_the_new_ones_data() -> bool:
    found = {change: after_the_rollback(change) for change in WRITTEN_BY_RELEASE_2}
    for change, what in found.items():
        show(f"release 2 {change}; release 1 then", what)
    return list(found.values()) == [RIGHT, FAILS, WRONG, FAILS, RIGHT]


def orders_that_fail(minutes: int, per_minute: int, reader_first: bool) -> int:
    """Orders that the release before cannot read, when release 2 with a new state ran for so long.

    With `reader_first` the release before is one that can read the new state and does not write it yet.
    """
    known = {"new", "paid"} | ({"held"} if reader_first else set())
    written = ["held" if number % 10 == 0 else "paid" for number in range(minutes * per_minute)]
    return sum(state not in known for state in written)


@claim("ship-the-reader-first")
def a_release_that_reads_before_one_that_writes_keeps_the_way_back() -> bool:
    spans = (0, 10, 60, 600)
    blind = [orders_that_fail(span, 20, reader_first=False) for span in spans]
    prepared = [orders_that_fail(span, 20, reader_first=True) for span in spans]
    show("orders that the release before cannot read after 0, 10, 60, 600 minutes", blind)
    show("with a release in between that reads and does not write", prepared)
    chart(
        "What a rollback breaks, by how long the release ran",
        [float(span) for span in spans],
        {
            "reader and writer in one release": [float(count) for count in blind],
            "reader first": [float(count) for count in prepared],
        },
        x_label="minutes",
        y_label="orders that cannot be read",
    )
    return blind == [0, 20, 120, 1200] and not any(prepared)


@claim("down-migrations-forget")
def a_column_that_was_dropped_comes_back_empty() -> bool:
    db = sqlite3.connect(":memory:", autocommit=True)
    db.execute("CREATE TABLE customer (id integer PRIMARY KEY, phone text)")
    db.executemany("INSERT INTO customer (phone) VALUES (?)", [("1",), ("2",), ("3",)])
    forward, back = "ALTER TABLE customer DROP COLUMN phone", "ALTER TABLE customer ADD COLUMN phone text"
    db.execute(forward)
    db.execute(back)
    left = db.execute("SELECT count(phone) FROM customer").fetchone()[0]
    db.close()
    show("phone numbers of 3 that are left after the migration and its reverse", left)
    return bool(left == 0)


# %% Which of several services first
type Calls = list[tuple[str, str]]  # (caller, callee): the caller needs what is new in the callee


def broken_on_the_way(calls: Calls, back: tuple[str, ...]) -> bool:
    """Whether some moment of the way back leaves a new service whose callee is old again."""
    new = set(back)
    for service in back:
        new.discard(service)
        if any(caller in new and callee not in new for caller, callee in calls):
            return True
    return False


def safe_orders(calls: Calls) -> list[str]:
    """The orders of going back, one service at a time, in which nothing breaks on the way."""
    services = sorted({service for pair in calls for service in pair})
    return ["".join(back) for back in itertools.permutations(services) if not broken_on_the_way(calls, back)]


@probe
def orders_without_a_break(calls: str) -> int:
    return len(safe_orders([(pair[0], pair[-1]) for pair in calls.split(", ")]))


@claim("last-in-first-out")
def callers_go_back_before_what_they_call() -> bool:
    chain = [("B", "A"), ("C", "B"), ("D", "C")]
    star = [("B", "A"), ("C", "A"), ("D", "A")]
    show("D calls C calls B calls A: orders of going back that break nothing, of 24", safe_orders(chain))
    show("B, C and D call A: orders that break nothing, of 24", safe_orders(star))
    return (
        safe_orders(chain) == ["DCBA"] and len(safe_orders(star)) == 6 and all(back.endswith("A") for back in safe_orders(star))
    )
