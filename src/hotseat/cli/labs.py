"""What the lab commands have in common: from names to labs, from a folder to a service, from an outcome to words."""

import asyncio
import itertools
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hotseat.cli import lookup
from hotseat.cli.exits import Broken, UsageError
from hotseat.cli.reports import MARKS, STYLES
from hotseat.cli.terminal import say, wait
from hotseat.core.report import Report
from hotseat.core.verdict import Verdict
from hotseat.curriculum import Unreadable
from hotseat.labs.edge.judging import Outcome, drawing, judge
from hotseat.labs.edge.manifest import NAME, Manifest, read_manifest
from hotseat.labs.edge.postgres import NoPostgres
from hotseat.labs.planning import Plan
from hotseat.labs.shelf import Shelf
from hotseat.labs.telling.page import page
from hotseat.services import MissingService

RUNS = ".lab"
KEPT = 20
SHOWN = ("id", "status", "captured", "refunded", "error")
"""What of an answer is told on a line."""


def shelf(name: str) -> Shelf:
    """The lab of this name: an item's id or slug. Ends the command when it is none."""
    folder = lookup.item(name)
    if folder.item.kind != "lab":
        raise UsageError(f"{folder.item.id} is of kind {folder.item.kind}, not a lab. `hotseat item list` shows the kinds.")
    return Shelf(folder)


def shelf_of(lab: str) -> Shelf:
    """The item that a lab.toml, a plan or a history names by its system ("payments/1")."""
    for folder in lookup.curriculum().folders.values():
        if folder.item.kind == "lab" and lab == Shelf(folder).system.NAME:
            return Shelf(folder)
    raise UsageError(f"No item is the lab {lab!r}. `hotseat item list` shows the labs that there are.")


def service(folder: Path, lab: str | None, command: Sequence[str]) -> tuple[Shelf, Manifest]:
    """The service to judge: what lab.toml in the folder says, or this command. Ends the command where neither does."""
    if command:
        if lab is None and not (folder / NAME).is_file():
            raise UsageError("Name the lab before `--`: hotseat lab run payments -- python service.py")
        found = shelf(lab) if lab is not None else shelf_of(_manifest(folder).lab)
        return found, Manifest(found.system.NAME, folder, {"api": (shlex.join(command), 1)})
    if not (folder / NAME).is_file():
        raise UsageError(f"There is no {NAME} in {folder}. `hotseat lab start payments` lays a folder out; run it in there.")
    manifest = _manifest(folder)
    found = shelf_of(manifest.lab)
    if lab is not None and shelf(lab).folder.item.id != found.folder.item.id:
        raise UsageError(f"{folder / NAME} is for {found.folder.item.id}, not for {lab}. Nothing was run.")
    return found, manifest


def _manifest(folder: Path) -> Manifest:
    try:
        return read_manifest(folder)
    except Unreadable as error:
        raise UsageError(f"{error} Nothing was run.") from None


def run_folder(folder: Path) -> Path:
    """A new folder for what a run leaves; the oldest of many are removed."""
    root = folder / RUNS
    try:
        root.mkdir(exist_ok=True)
        (root / ".gitignore").write_text("*\n")
        runs = sorted((int(path.name), path) for path in root.iterdir() if path.name.isdigit())
        for _, path in runs[:-KEPT]:
            shutil.rmtree(path, ignore_errors=True)
        for number in itertools.count(runs[-1][0] + 1 if runs else 1):
            try:
                (root / str(number)).mkdir()
            except FileExistsError:
                continue
            return root / str(number)
    except OSError as error:
        raise UsageError(f"{root} cannot be written: {error.strerror}. A run leaves its history and logs there.") from None
    raise AssertionError("there is always a next number")


def judged(found: Shelf, manifest: Manifest, plan: Plan, folder: Path, *, quiet: bool, shrink: bool = True) -> Outcome:
    """Run the plan and judge it. Ends the command where Hotseat cannot do that here."""

    def tell(text: str, done: int, total: int) -> None:
        if not quiet:
            wait(f"[{done}/{total}] {text}" if total else text)

    try:
        return asyncio.run(judge(found.system, manifest, plan, folder, tell, shrink=shrink))
    except MissingService as error:
        raise Broken(f"The service needs a server that is not here. {error}") from None
    except NoPostgres as error:
        raise Broken(f"PostgreSQL does not start here, which says nothing about the service. It printed:\n{error}") from None


def write_page(found: Shelf, report: Report, outcome: Outcome, folder: Path) -> Path:
    """The report as a page beside the history."""
    path = folder / "report.html"
    path.write_text(page(report, found.folder.item.title, drawing(outcome)), encoding="utf-8")
    return path


def tell(report: Report) -> None:
    """A report, for a person: the invariants, what landed, the counter-example, where everything is."""
    evidence = report.evidence
    for case in report.cases:
        mark = MARKS.get(case.verdict, "✗")
        say(f"  {mark} {case.name}", STYLES.get(case.verdict, "red"))
        if case.message:
            say(f"      {case.message}")
    if evidence.get("landed"):
        say("\nfaults that landed: " + ", ".join(f"{what}: {count}" for what, count in evidence["landed"].items()), "dim")
    for load in evidence.get("load", ()):
        took = f"p50 {load['p50'] * 1000:.0f} ms, p99 {load['p99'] * 1000:.0f} ms from when each was due"
        lag = f"the judge's own lag {load['lag_p99'] * 1000:.0f} ms"
        say(f"load: {load['sent']} requests at {load['rate']:.0f} a second, {load['errors']} lost; {took}; {lag}", "dim")
    if "counter_example" in evidence:
        _tell_counter_example(evidence["counter_example"])
    style = STYLES.get(report.verdict, "red")
    seed = f"seed {evidence['seed']}, stages 1 to {evidence['stage']}{', quick' if evidence['quick'] else ''}"
    say(f"\n{report.verdict.value}  {report.message}", style)
    say(
        f"{seed}, {report.seconds:.0f} s"
        + (f"; history and logs: {Path(evidence['history']).parent}" if "history" in evidence else "")
    )
    if report.verdict is Verdict.WRONG_ANSWER and "plan" in evidence.get("counter_example", {}):
        say(f"`hotseat lab replay {evidence['counter_example']['plan']}` runs only what fails.")


def _tell_counter_example(told: Mapping[str, Any]) -> None:
    say(f"\nThe smallest history that shows it ({told['invariant']}: {told['clause']})", "bold")
    if "steps" in told:
        broke, tried = told["reproduced"]
        say(f"  {', '.join(told['steps'])}; failed {broke} times of {tried}")
    for event in sorted(told["events"], key=began):
        say(f"  {line(event)}")


def began(event: Mapping[str, Any]) -> float:
    """When an event began."""
    return float(event.get("began", event.get("at", 0.0)))


def line(event: Mapping[str, Any]) -> str:
    """An event of a history on a line."""
    at = began(event)
    what = event["event"]
    if what == "op":
        about = event.get("given", {})
        said = f"{event['code']}" if event["code"] else event.get("why", "")
        named = " ".join(
            f"{name}={about[name]}" for name in ("reference", "id", "amount", "type", "kind") if about.get(name) is not None
        )
        key = f" key={event['key']}" if event.get("key") else ""
        got = event.get("got")
        parts = {name: got[name] for name in SHOWN if name in got} if isinstance(got, dict) else {}
        shown = "".join(f" {name}={value}" for name, value in parts.items())
        return f"{at:8.3f}  client → {event.get('proc', ''):7} {event['call']} {named}{key} → {said}{shown}"
    if what == "call":
        amount = f" amount={event['amount']}" if event.get("amount") else ""
        effect = f", {event['effect']} took effect at {event['effect_at']:.3f}" if event.get("effect") else ""
        did = f"({event.get('behaviour', 'answer')}{effect})"
        return f"{at:8.3f}  {event.get('proc') or '?':7} → provider {event['call']} {event['reference']}{amount} {did}"
    rest = {name: value for name, value in event.items() if name not in ("event", "number", "at", "step")}
    return f"{at:8.3f}  {what}: {' '.join(str(value) for value in rest.values())}"
