"""The kill matrix as a table: which invariant each wrong service was rejected by, and with how many seeds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

PARTS = {"reference": "References", "wrong": "Wrong services", "junk": "Junk"}


def matrix(document: Mapping[str, Any], titles: Mapping[str, str], *, made: str) -> str:
    """Markdown of a `lab verify` document. `titles` says what is wrong with a service; `made` when and from what it was made."""
    cases: Sequence[Mapping[str, Any]] = document["cases"]
    lines = [
        f"# The kill matrix of {document['item']}",
        "",
        f"Written by `hotseat lab verify --table`. {made} {document['message']}",
    ]
    for part, title in PARTS.items():
        services: dict[str, list[Mapping[str, Any]]] = {}
        for case in cases:
            if case["part"] == part:
                services.setdefault(case["service"], []).append(case)
        if services:
            lines += ["", f"## {title}", "", *_table(part, services, titles)]
    return "\n".join(lines) + "\n"


def _table(part: str, services: Mapping[str, Sequence[Mapping[str, Any]]], titles: Mapping[str, str]) -> Iterable[str]:
    if part == "wrong":
        yield "| service | what is wrong | must break | broke it | broke besides | seconds |"
        yield "| --- | --- | --- | --- | --- | --- |"
    else:
        yield "| service | verdicts | as it should be | seconds |"
        yield "| --- | --- | --- | --- |"
    for service, cases in sorted(services.items(), key=lambda one: (len(one[0]), one[0])):
        right = f"{sum(bool(case['as_it_should_be']) for case in cases)} of {len(cases)}"
        took = sorted(float(case["seconds"]) for case in cases)
        seconds = f"{took[0]:.0f} to {took[-1]:.0f}"
        if part == "wrong":
            wanted = cases[0]["wanted"]
            killed = sum(wanted in case["broken"] for case in cases)
            besides = ", ".join(sorted({one for case in cases for one in case["broken"]} - {wanted})) or "–"
            row = (service.upper(), titles.get(service, ""), wanted, f"{killed} of {len(cases)}", besides, seconds)
            yield f"| {' | '.join(row)} |"
        else:
            verdicts = ", ".join(sorted({str(case["verdict"]) for case in cases}))
            yield f"| {service} | {verdicts} | {right} | {seconds} |"
