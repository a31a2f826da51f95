# %% A password on a real PostgreSQL, and applications that connect with it
import base64
import fnmatch
import hmac
import itertools
import json
import os
import subprocess
import tempfile
import urllib.parse
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from hotseat.proof import Outcome, chart, claim, probe, service, show

ROLES = ("shop_a", "shop_b")


def admin() -> psycopg.Connection | None:
    """A server on which the roles' passwords are asked for; None where that cannot be arranged."""
    db = psycopg.connect(service("postgres"), autocommit=True)
    for role in ROLES:
        db.execute(f"DROP ROLE IF EXISTS {role}")
        db.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'one'")
    if can_enter("shop_a", "wrong"):
        row = db.execute("SHOW hba_file").fetchone()
        assert row is not None
        rules = "".join(f"local all {role} scram-sha-256\nhost all {role} all scram-sha-256\n" for role in ROLES)
        try:
            path = Path(row[0])
            path.write_text(rules + path.read_text())
        except OSError:
            return None
        db.execute("ALTER SYSTEM SET log_min_messages = 'panic'")  # refused connections are what this is about
        db.execute("SELECT pg_reload_conf()")
    asked = any(not can_enter("shop_a", "wrong") for _ in range(500))  # the server takes its new rules in a moment later
    return db if asked else None


def leave(db: psycopg.Connection) -> None:
    """Nothing is left behind on a server that is not ours alone."""
    for role in ROLES:
        db.execute(f"DROP ROLE {role}")
    db.close()


def enter(role: str, password: str) -> psycopg.Connection:
    return psycopg.connect(**(conninfo_to_dict(service("postgres")) | {"user": role, "password": password}), autocommit=True)


def can_enter(role: str, password: str) -> bool:
    try:
        enter(role, password).close()
    except psycopg.OperationalError:
        return False
    return True


@claim("open-connections-outlive-the-password")
def a_changed_password_is_asked_for_at_the_door_only() -> bool | Outcome:
    db = admin()
    if db is None:
        return Outcome.UNSHOWN
    inside = enter("shop_a", "one")
    db.execute("ALTER ROLE shop_a PASSWORD 'two'")
    works = inside.execute("SELECT 1").fetchone() == (1,)
    old, new = can_enter("shop_a", "one"), can_enter("shop_a", "two")
    db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop_a'")
    try:
        inside.execute("SELECT 1")
        ended = False
    except psycopg.OperationalError:
        ended = True
    show("after the change: the open connection works, old password enters, new password enters", [works, old, new])
    show("the open connection is ended when its process is terminated", ended)
    leave(db)
    return (works, old, new, ended) == (True, False, True, True)


def refused(plan: str, instances: int) -> int | None:
    """Connections refused while so many instances change over one after the other; each connects anew after every step."""
    db = admin()
    if db is None:
        return None
    using = [("shop_a", "one")] * instances
    count = 0

    def everybody_connects() -> None:
        nonlocal count
        count += sum(not can_enter(*credential) for credential in using)

    new = ("shop_b", "one") if plan.startswith("two roles") else ("shop_a", "two")
    early = plan.endswith("first")
    if early:
        db.execute("ALTER ROLE shop_a PASSWORD 'two'" if new[0] == "shop_a" else "ALTER ROLE shop_a NOLOGIN")
        everybody_connects()
    for number in range(instances):
        using[number] = new
        everybody_connects()
    if not early:
        db.execute("ALTER ROLE shop_a PASSWORD 'two'" if new[0] == "shop_a" else "ALTER ROLE shop_a NOLOGIN")
        everybody_connects()
    leave(db)
    return count


PLANS = [
    "one role: its password is changed first",
    "one role: its password is changed last",
    "two roles: the old one is locked first",
    "two roles: the old one is locked last",
]


@probe
def connections_refused(plan: str, instances: int) -> int:
    found = refused(plan, instances)
    assert found is not None
    return found


@claim("two-credentials-leave-no-gap")
def only_an_overlap_refuses_nobody() -> bool | Outcome:
    found = {plan: refused(plan, 3) for plan in PLANS}
    if None in found.values():
        return Outcome.UNSHOWN
    for plan, count in found.items():
        show(f"connections refused while 3 instances change over; {plan}", count)
    return list(found.values()) == [6, 6, 6, 0]


# %% A signing key: verifiers first, signers next, and the old one goes when its tokens are gone
KEYS = {"old": b"key 1", "new": b"key 2"}
STEPS = ("verifiers accept the new key", "signers use the new key", "verifiers drop the old key")


def signed(key: str) -> bytes:
    return hmac.digest(KEYS[key], b"user 7", "sha256")


def rejected(order: tuple[str, ...], wait: bool) -> int:
    """Good tokens that are rejected: after every step one that is made now, and one that was made before the step."""
    accepted, signing, count = {"old"}, "old", 0
    for step in order:
        before = signed(signing)
        if step == STEPS[0]:
            accepted.add("new")
        elif step == STEPS[1]:
            signing = "new"
        else:
            accepted.discard("old")
        tokens = [signed(signing)] + ([] if wait else [before])
        count += sum(not any(hmac.compare_digest(token, signed(key)) for key in accepted) for token in tokens)
        if step == STEPS[2] and not wait:
            count += signed("old") not in [signed(key) for key in accepted]  # a token that was made before all of this
    return count


@claim("verify-before-sign")
def one_order_of_six_rejects_nobody() -> bool:
    orders = list(itertools.permutations(STEPS))
    found = [rejected(order, wait=True) for order in orders]
    hasty = rejected(STEPS, wait=False)
    show("tokens rejected in each order of the three steps, when old tokens have run out before each", found)
    show("in the right order without waiting for old tokens", hasty)
    return found[0] == 0 and all(found[1:]) and hasty > 0


# %% Where it stays: a real Git repository
def git(folder: Path, *arguments: str) -> str:
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c"}
    quiet = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": str(folder)}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | identity | quiet, capture_output=True, text=True, check=True
    ).stdout


def traces() -> tuple[bool, bool, bool]:
    """Whether a password is found in the files, in the history, and in a clone, after a commit that removes it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "work")
        folder.mkdir()
        git(folder, "init", "--quiet")
        (folder / "settings.py").write_text("PASSWORD = 'hunter2'\n")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", "settings")
        (folder / "settings.py").write_text("PASSWORD = os.environ['PASSWORD']\n")
        git(folder, "commit", "--quiet", "-am", "remove the password")
        in_files = "hunter2" in (folder / "settings.py").read_text()
        in_history = "hunter2" in git(folder, "log", "-p", "-S", "hunter2")
        git(folder, "clone", "--quiet", str(folder), str(Path(name, "clone")))
        in_clone = "hunter2" in git(Path(name, "clone"), "log", "-p")
    return in_files, in_history, in_clone


@claim("a-commit-does-not-forget")
def a_removed_secret_is_in_every_clone() -> bool | Outcome:
    try:
        found = traces()
    except FileNotFoundError:
        return Outcome.UNSHOWN
    show("found in the files, in the history, in a new clone, after a commit that removed it", list(found))
    return found == (False, True, True)


# %% Masked in the log: one spelling of it
def masked(line: str, secret: str) -> str:
    """What a CI system's masking does to a line: the secret as it was given, replaced."""
    return line.replace(secret, "***")


SPELLINGS = {
    "as it is": lambda secret: secret,
    "in a URL, percent-encoded": lambda secret: "https://ann:" + urllib.parse.quote(secret, safe="") + "@host",
    "in JSON": lambda secret: json.dumps({"password": secret}),
    "base64 of `ann:` and the secret, as in an Authorization header": lambda secret: base64.b64encode(
        f"ann:{secret}".encode()
    ).decode(),
    "in two lines of half its length each": lambda secret: secret[: len(secret) // 2] + "\n" + secret[len(secret) // 2 :],
}


def still_readable(secret: str) -> list[str]:
    """The spellings in which the log still gives the secret away after masking."""
    return [name for name, spell in SPELLINGS.items() if masked(spell(secret), secret) == spell(secret)]


@probe
def spellings_that_show(secret: str) -> list[str]:
    return still_readable(secret)


@claim("masking-knows-one-spelling")
def an_encoded_secret_is_not_masked() -> bool:
    awkward, plain = still_readable('p/w"1+x'), still_readable("hunter2hunter2")
    show("spellings that masking lets through, a secret with special characters", awkward)
    show("a secret of letters and digits", plain)
    return len(awkward) == 4 and plain == [
        "base64 of `ann:` and the secret, as in an Authorization header",
        "in two lines of half its length each",
    ]


# %% No secret at all: a token that says who asks, and a rule that believes it
SUBJECTS = {
    "the main branch": "repo:acme/shop:ref:refs/heads/main",
    "another branch": "repo:acme/shop:ref:refs/heads/try",
    "a pull request": "repo:acme/shop:pull_request",
    "a job with the environment production": "repo:acme/shop:environment:production",
    "another repository of the organisation": "repo:acme/blog:ref:refs/heads/main",
    "a repository of somebody else with a similar name": "repo:acme/shop-tools:ref:refs/heads/main",
    "a stranger's organisation": "repo:acme-inc/shop:ref:refs/heads/main",
}


def believed(pattern: str) -> list[str]:
    """Whose tokens a rule accepts that compares the subject with a pattern of * and ?."""
    return [name for name, subject in SUBJECTS.items() if fnmatch.fnmatchcase(subject, pattern)]


@probe
def who_is_believed(pattern: str) -> int:
    return len(believed(pattern))


@claim("a-wide-pattern-believes-strangers")
def a_star_in_the_wrong_place_lets_others_in() -> bool:
    patterns = [
        "repo:acme/shop:environment:production",
        "repo:acme/shop:ref:refs/heads/main",
        "repo:acme/shop:*",
        "repo:acme/shop*",
        "repo:acme*",
    ]
    found = [believed(pattern) for pattern in patterns]
    for pattern, names in zip(patterns, found, strict=True):
        show(pattern, names)
    chart(
        "Kinds of jobs that a rule believes",
        patterns,
        {"of 7": [float(len(names)) for names in found]},
        x_label="pattern",
        y_label="kinds of jobs",
        kind="bars",
    )
    return [len(names) for names in found] == [1, 1, 4, 5, 7]
