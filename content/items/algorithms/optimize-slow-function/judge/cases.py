"""Small weeks on which a changed result shows, and two large ones on which the baseline is slow for different reasons."""

from collections.abc import Iterator
from random import Random

from hotseat.judges.calls import Case

MONDAY, TUESDAY, FRIDAY = (f"2025-03-{day:02}T12:00:00+00:00" for day in (3, 4, 7))
ACME, BOLT, CORE = ("c1", "Acme", "team"), ("c2", "Bolt", "scale"), ("c3", "Core", "free")


def call(number: int, customer: str, time: str = MONDAY, path: str = "/v1/read", milliseconds: int = 20, status: int = 200):
    """A call as the report gets it."""
    return (f"call-{number:05}", customer, time, path, milliseconds, status)


def report(*lines: str) -> str:
    return "\n".join(lines)


def case(name: str, calls: list, customers: list, internal: list, expect: str, *, shown: bool = False) -> Case:
    return Case(name, call="usage_report", args=(calls, customers, internal), expect=expect, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield case(
        "the example",
        [
            call(1, "c2", MONDAY, "/v1/read", 18),
            call(2, "c1", TUESDAY, "/v1/write", 95),
            call(3, "c1", TUESDAY, "/v1/read", 31, 503),
            call(4, "c1", FRIDAY, "/v1/read", 22),
        ],
        [BOLT, ("c1", "Acme Logistics", "team")],
        [],
        report(
            "customer        calls  failed  p95 ms  busiest  slowest path  cents  share",
            "Acme Logistics  3      1       95      Tue      /v1/write     36     83.7 %",
            "Bolt            1      0       18      Mon      /v1/read      7      16.3 %",
            "",
            "4 calls; left out: 0 retries, 0 of ours, 0 of nobody we know",
        ),
        shown=True,
    )
    yield case(
        "of a call and its retries the first counts",
        [call(1, "c1", MONDAY, "/v1/read", 20), call(1, "c1", TUESDAY, "/v1/write", 900, 500), call(2, "c1", MONDAY)],
        [ACME],
        [],
        report(
            "customer  calls  failed  p95 ms  busiest  slowest path  cents  share",
            "Acme      2      0       20      Mon      /v1/read      24     100.0 %",
            "",
            "2 calls; left out: 1 retries, 0 of ours, 0 of nobody we know",
        ),
    )
    yield case(
        "calls of ours, and of nobody we know",
        [call(1, "c1"), call(2, "us"), call(2, "us"), call(3, "c9"), call(3, "c9"), call(2, "c1")],
        [ACME],
        ["us"],
        report(
            "customer  calls  failed  p95 ms  busiest  slowest path  cents  share",
            "Acme      2      0       20      Mon      /v1/read      24     100.0 %",
            "",
            "2 calls; left out: 1 retries, 2 of ours, 1 of nobody we know",
        ),
    )
    yield case(
        "customers who called nothing, or pay nothing",
        [call(1, "c3")],
        [ACME, BOLT, CORE],
        [],
        report(
            "customer  calls  failed  p95 ms  busiest  slowest path  cents  share",
            "Acme      0      0       -       -        -             0      -",
            "Bolt      0      0       -       -        -             0      -",
            "Core      1      0       20      Mon      /v1/read      0      -",
            "",
            "1 calls; left out: 0 retries, 0 of ours, 0 of nobody we know",
        ),
    )
    yield case(
        "customers who pay the same stay in their order",
        [call(n, "c2") for n in range(12)] + [call(n, "c1") for n in range(12, 19)],
        [BOLT, ACME],
        [],
        report(
            "customer  calls  failed  p95 ms  busiest  slowest path  cents  share",
            "Bolt      12     0       20      Mon      /v1/read      84     50.0 %",
            "Acme      7      0       20      Mon      /v1/read      84     50.0 %",
            "",
            "19 calls; left out: 0 retries, 0 of ours, 0 of nobody we know",
        ),
    )
    yield case(
        "two days as busy, two paths as slow, twenty times",
        # Ten calls to either path, as long in sum: 100 + 103 = 101 + 102, and so on.
        [
            call(n, "c1", TUESDAY if 5 <= n < 15 else FRIDAY, "/v1/write" if n % 4 in (1, 2) else "/v1/read", 100 + n)
            for n in range(20)
        ],
        [ACME],
        [],
        report(
            "customer  calls  failed  p95 ms  busiest  slowest path  cents  share",
            "Acme      20     0       118     Tue      /v1/read      240    100.0 %",
            "",
            "20 calls; left out: 0 retries, 0 of ours, 0 of nobody we know",
        ),
    )
    yield case(
        "a day elsewhere is another day in UTC",
        [call(1, "c1", "2025-03-04T00:30:00+02:00"), call(2, "c1", "2025-03-02T23:30:00-05:00"), call(3, "c1", TUESDAY)],
        [ACME],
        [],
        report(
            "customer  calls  failed  p95 ms  busiest  slowest path  cents  share",
            "Acme      3      0       20      Mon      /v1/read      36     100.0 %",
            "",
            "3 calls; left out: 0 retries, 0 of ours, 0 of nobody we know",
        ),
    )
    calls, customers, internal = week(chance, customers=4, calls=30)
    yield Case(
        "what the report was given stays as it was",
        program=f"given = {(calls, customers, internal)!r}\nusage_report(*given)\nresult = given",
        expect=(calls, customers, internal),
    )


def week(chance: Random, *, customers: int, calls: int) -> tuple[list, list, list]:
    """A drawn week: some calls come again, some are ours, some are of customers nobody has heard of."""
    plans = ["team", "scale", "free"]
    names = [
        (f"c{n}", f"{chance.choice('ABCDEFGH')}{'x' * chance.randint(2, 9)}", chance.choice(plans)) for n in range(customers)
    ]
    callers = [customer[0] for customer in names] * 8 + ["us-1", "us-2", "stranger"]
    made = [
        call(
            n,
            chance.choice(callers),
            f"2025-03-{chance.randint(3, 9):02}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00"
            + chance.choice(["+00:00", "+02:00", "-05:00"]),
            chance.choice(["/v1/read", "/v1/write", "/v1/list", "/v2/read", "/v2/search"]),
            chance.randint(5, 900),
            chance.choice([200] * 30 + [404, 500, 503]),
        )
        for n in range(calls)
    ]
    again = [(one[0], one[1], one[2], one[3], one[4] + 1000, 200) for one in chance.sample(made, calls // 20)]
    for retry in again:
        made.insert(chance.randint(0, len(made)), retry)
    return made, names, ["us-1", "us-2"]


def workloads(chance: Random) -> Iterator[Case]:
    yield Case("six customers, four thousand calls", call="usage_report", args=week(chance, customers=6, calls=4000))
    yield Case("seventy customers, four hundred calls", call="usage_report", args=week(chance, customers=70, calls=400))
