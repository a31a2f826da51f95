# %% A model, not GitLab: which job waits for which
# Follows the page "Make jobs start earlier with needs" of the GitLab documentation (doc/ci/yaml/needs.md, commit 3919ad72) and the
# keyword reference. Pipelines are Python data here, since no YAML parser is among the packages; no GitLab and no Jenkins is started.
import base64
import heapq
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hotseat.proof import chart, claim, probe, show


@dataclass(frozen=True)
class Job:
    """A job: its stage by number, how long it takes, what it needs (None: not said), and whether its rules let it in."""

    name: str
    stage: int
    minutes: int = 1
    needs: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ()
    included: bool = True


class NotCreated(Exception):
    """A job needs one that is not in the pipeline."""


def waits_for(jobs: Iterable[Job]) -> dict[str, set[str]]:
    """For each job in the pipeline the jobs that must have succeeded: those it needs, or without `needs` all of earlier stages."""
    present = {job.name: job for job in jobs if job.included}
    found = {}
    for job in present.values():
        if job.needs is None:
            found[job.name] = {other.name for other in present.values() if other.stage < job.stage}
            continue
        missing = set(job.needs) - set(present)
        if missing:
            raise NotCreated(f"'{job.name}' job needs {missing}, which does not exist in the pipeline")
        found[job.name] = set(job.needs) | (set(job.optional) & set(present))
    return found


@dataclass
class Run:
    """When each job started and ended; jobs that are missing were skipped."""

    started: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def makespan(self) -> int:
        return max(self.ended.values())


def run(jobs: list[Job], runners: int = 1000, failing: tuple[str, ...] = ()) -> Run:
    """Play a pipeline: a free runner takes the job that has waited longest, then the one that stands first in the file."""
    waiting, minutes = waits_for(jobs), {job.name: job.minutes for job in jobs}
    order = [job.name for job in jobs if job.included]
    result, done, busy, now = Run(), set[str](), list[tuple[int, str]](), 0
    queue: list[tuple[int, int, str]] = []
    queued = set[str]()
    while True:
        for name in order:
            if name not in queued and waiting[name] <= done:
                queued.add(name)
                heapq.heappush(queue, (now, order.index(name), name))
        while queue and len(busy) < runners:
            name = heapq.heappop(queue)[2]
            result.started[name] = now
            heapq.heappush(busy, (now + minutes[name], name))
        if not busy:
            return result
        now = busy[0][0]
        while busy and busy[0][0] == now:
            name = heapq.heappop(busy)[1]
            result.ended[name] = now
            if name not in failing:
                done.add(name)


# %% The documentation's examples
def two_apps(needs: bool, **minutes: int) -> list[Job]:
    """The page's six jobs, by stages alone or in two independent paths."""
    jobs = []
    for stage, verb in enumerate(("build", "test", "deploy")):
        for app in "AB":
            before = (f"{('build', 'test')[stage - 1]}_{app}",) if stage else ()
            jobs.append(Job(f"{verb}_{app}", stage, minutes.get(f"{verb}_{app}", 1), before if needs and stage else None))
    return jobs


LINT = [
    Job("build_app", 0, 5),
    Job("test_app", 1, 4),
    Job("lint_yaml", 1, 1, needs=()),
    Job("lint_code", 1, 12, needs=()),
    Job("deploy_app", 2, 1),
]


@claim("as-the-page-says")
def the_examples_start_as_described() -> bool:
    slow = {"build_A": 30}
    stages, paths = run(two_apps(False, **slow)), run(two_apps(True, **slow))
    lint = run(LINT)
    show(
        "start of test_B and deploy_B while build_A takes 30 minutes, stages", [stages.started[n] for n in ("test_B", "deploy_B")]
    )
    show("the same with needs", [paths.started[n] for n in ("test_B", "deploy_B")])
    show("starts of build, test, two linters with needs: [], deploy", list(lint.started.values()))
    by_name = [lint.started[job.name] for job in LINT]
    return [stages.started["test_B"], paths.started["test_B"], paths.ended["deploy_B"]] == [30, 1, 3] and by_name == [
        0,
        5,
        0,
        0,
        12,
    ]


@probe
def deploy_b_ends(build_a: int, test_b: int, how: str) -> int:
    return run(two_apps(how == "`needs` along each app's path", build_A=build_a, build_B=2, test_A=3, test_B=test_b)).ended[
        "deploy_B"
    ]


@claim("needs-skips-the-gate")
def a_failure_elsewhere_does_not_stop_a_path() -> bool:
    ran = {
        (failing, needs): [name for name in run(two_apps(needs), failing=(failing,)).ended if name.startswith("deploy")]
        for failing in ("build_A", "test_A")
        for needs in (False, True)
    }
    for (failing, needs), deployed in ran.items():
        show(f"{failing} fails, {'needs' if needs else 'stages'}: deployed", ", ".join(deployed) or "nothing")
    return all(deployed == (["deploy_B"] if needs else []) for (_, needs), deployed in ran.items())


@probe
def jobs_that_run(failing: str, how: str) -> list[str]:
    result = run(two_apps(how == "`needs` along each app's path"), failing=(failing,))
    return sorted(result.ended)


def deploy_of(exists: bool, optional: bool) -> str:
    """The page's example: deploy needs test and a job that its rules may leave out."""
    wanted = {"needs": ("test",), "optional": ("test_optional",)} if optional else {"needs": ("test", "test_optional")}
    jobs = [Job("test", 1, 2), Job("test_optional", 1, 9, included=exists), replace(Job("deploy", 2), **wanted)]
    try:
        start = run(jobs).started["deploy"]
    except NotCreated:
        return "The pipeline is not created."
    return {2: "It starts when `test` has finished.", 9: "It starts when both have finished."}[start]


@claim("optional-or-no-pipeline")
def a_needed_job_that_its_rules_leave_out_stops_the_pipeline() -> bool:
    found = [deploy_of(exists, optional) for exists in (True, False) for optional in (False, True)]
    show("the job exists: plain need, optional need", found[:2])
    show("its rules leave it out: plain need, optional need", found[2:])
    both = "It starts when both have finished."
    return found == [both, both, "The pipeline is not created.", "It starts when `test` has finished."]


@probe
def what_deploy_does(variable: str, need: str) -> str:
    return deploy_of(variable == "true", need == "with `optional: true`")


# %% How much is gained, and when nothing
def random_pipeline(chance: random.Random, needs: bool) -> list[Job]:
    """Three stages of three jobs; each needs one or two of the stage before."""
    jobs = []
    for stage in range(3):
        for number in range(3):
            before = tuple(chance.sample([f"{stage - 1}.{other}" for other in range(3)], chance.randint(1, 2))) if stage else None
            jobs.append(Job(f"{stage}.{number}", stage, chance.randint(1, 12), before if needs else None))
    return jobs


def compared(runners: int, count: int = 400) -> list[tuple[int, int]]:
    """Makespan by stages and by needs of the same random pipelines."""
    pairs = []
    for seed in range(count):
        by_stages, by_needs = (run(random_pipeline(random.Random(seed), needs), runners).makespan for needs in (False, True))
        pairs.append((by_stages, by_needs))
    return pairs


@claim("runners-decide-the-gain")
def with_one_runner_needs_gains_nothing_and_with_two_may_lose() -> bool:
    runners = [1, 2, 3, 9]
    pairs = {count: compared(count) for count in runners}
    saved = {count: 100 * (1 - sum(new for _, new in some) / sum(old for old, _ in some)) for count, some in pairs.items()}
    worse = {count: sum(new > old for old, new in some) for count, some in pairs.items()}
    title = "Time saved by needs, 400 random pipelines of nine jobs"
    chart(title, runners, {"saved": list(saved.values())}, x_label="runners", y_label="per cent of the makespan")
    show("per cent saved with 1, 2, 3, 9 runners", [round(share, 1) for share in saved.values()])
    show("pipelines of 400 that take longer with needs", list(worse.values()))
    return saved[1] == 0 and worse[9] == 0 and 5 < worse[2] < 40 and min(saved[2], saved[3], saved[9]) > 5


# %% Jenkins: stages in a row, parallel inside; what cannot be nested
def below(jobs: list[Job]) -> dict[str, set[str]]:
    """Everything that a job waits for, directly or not."""
    direct = waits_for(jobs)

    def closure(name: str) -> set[str]:
        return direct[name].union(*(closure(other) for other in direct[name]))

    return {name: closure(name) for name in direct}


def nests(jobs: list[Job]) -> bool:
    """Whether rows and parallels alone give the same order: no N among any four jobs (a before c; b before c and d; nothing else)."""
    under = below(jobs)
    related = lambda one, other: one in under[other] or other in under[one]  # noqa: E731
    return not any(
        a in under[c] and b in under[c] and b in under[d] and not related(a, b) and not related(a, d) and not related(c, d)
        for a in under
        for b in under
        for c in under
        for d in under
        if len({a, b, c, d}) == 4
    )


TESTS = ("test_unit", "test_integration", "test_performance")
DIAMOND = [Job("build", 0), *(Job(name, 1, needs=("build",)) for name in TESTS), Job("deploy", 2, needs=TESTS)]
FAN_IN = [*two_apps(True)[:4], Job("deploy", 2, needs=("test_A", "test_B"))]
SHARED = [Job("api", 0, 9), Job("ui", 0, 2), Job("end_to_end", 1, 3, ("api", "ui")), Job("ui_tests", 1, 8, ("ui",))]


@claim("some-graphs-do-not-nest")
def two_builds_and_a_shared_test_cannot_be_nested() -> bool:
    graphs = {"two paths": two_apps(True), "fan-in": FAN_IN, "diamond": DIAMOND, "two builds, one of them shared": SHARED}
    found = {name: nests(jobs) for name, jobs in graphs.items()}
    free = run(SHARED).makespan
    rows = run([replace(job, needs=None) for job in SHARED]).makespan
    show("can be written as rows and parallels", ", ".join(f"{name}: {'yes' if fits else 'no'}" for name, fits in found.items()))
    show("minutes of the shared case as a graph, and as two rows of parallel jobs", [free, rows])
    return list(found.values()) == [True, True, True, False] and (free, rows) == (12, 17)


# %% Cache and artifacts, masked and protected: what a job may rely on
@dataclass
class Runner:
    """A machine with a cache of its own, by key; artifacts lie on the server."""

    cache: dict[str, str] = field(default_factory=dict)


def outcome(way: str, other_runner: bool, lock_before: str = "v1", lock_after: str = "v1", key: str = "lock") -> str:
    """Build on one runner, use on the same or another one: what the second job gets."""
    first = Runner()
    second = Runner() if other_runner else first
    artifacts: dict[str, str] = {}
    name = lambda lock: lock if key == "lock" else "branch"  # noqa: E731
    if way == "artifact":
        artifacts["build"] = lock_before
    else:
        first.cache[name(lock_before)] = lock_before
    found = artifacts.get("build") if way == "artifact" else second.cache.get(name(lock_after))
    return "missing" if found is None else "right" if found == lock_after else "stale"


@claim("cache-is-only-a-hint")
def a_cache_may_be_missing_or_stale() -> bool:
    found = {
        "artifact, another runner": outcome("artifact", other_runner=True),
        "cache, same runner": outcome("cache", other_runner=False),
        "cache, another runner": outcome("cache", other_runner=True),
        "cache by branch, lock file changed": outcome("cache", False, "v1", "v2", key="branch"),
        "cache by lock file, lock file changed": outcome("cache", False, "v1", "v2"),
    }
    for case, what in found.items():
        show(case, what)
    return list(found.values()) == ["right", "right", "missing", "stale", "missing"]


def variables(defined: Mapping[str, bool], protected_ref: bool) -> set[str]:
    """The variables that a pipeline gets; `defined` says which of them are protected."""
    return {name for name, protected in defined.items() if protected_ref or not protected}


def masked(log: str, secret: str) -> str:
    """What masking does: the value, where it stands literally, is replaced."""
    return log.replace(secret, "[MASKED]")


@claim("masked-is-not-protected")
def masking_hides_the_literal_value_only() -> bool:
    secret = "s3cr3t-deploy-token"  # noqa: S105
    plain, coded = masked(f"token={secret}", secret), masked(base64.b64encode(secret.encode()).decode(), secret)
    read = base64.b64decode(coded).decode()
    feature = variables({"DEPLOY_TOKEN": True, "MASKED_TOKEN": False}, protected_ref=False)
    show("printed, and printed in base64", [plain, coded])
    show("variables on an unprotected branch", sorted(feature))
    return plain == "token=[MASKED]" and read == secret and feature == {"MASKED_TOKEN"}
