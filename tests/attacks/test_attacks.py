"""Every attack of the corpus gets a permitted verdict, leaves the machine as it was, and the next submission is judged as ever.

Not part of the ordinary run, which has to be quick: `./hotseat test -m attack tests/attacks`.
"""

import contextlib
from collections.abc import Iterator

import pytest

from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import load
from hotseat.curriculum.attacks import ITEM, Attack, read_attacks
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge
from hotseat.sandbox import Sandbox
from hotseat.sandbox.protection import candidates
from tests.attacks.combining import combined
from tests.attacks.machine import left_behind, traces
from tests.processes import wait_until

pytestmark = pytest.mark.attack
CURRICULUM = load()
CORPUS = list(read_attacks(CURRICULUM.root))
COMBINED = [combined(CORPUS, number) for number in range(200)]
RIGHT = next(attack for attack in CORPUS if attack.name == "d04_good")


def judged(attack: Attack, tools: Tools) -> Report:
    *_, report = judge(CURRICULUM.folders[ITEM], Submission.of({"solution.py": attack.source}), tools, 1)
    assert isinstance(report, Report)
    return report


# A tier has all its attacks in one place where `--dist loadgroup` asks for that: two judges of one tier and one user would
# each take the other's processes for left behind.
TIERS = [
    pytest.param(protection, marks=pytest.mark.xdist_group(protection.tier), id=protection.tier) for protection in candidates()
]


@pytest.fixture(scope="module", params=TIERS)
def tools(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    """One judge for all attacks in each tier that this user has here. Once it is gone the machine is as it was before the first."""
    canary = tmp_path_factory.mktemp("canary") / "canary.txt"
    canary.write_text("sings")
    scratch = tmp_path_factory.mktemp("scratch")
    before = traces()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(scratch))
        with Tools(Sandbox(request.param, tmp_path_factory.mktemp("sandbox-cache"))) as own:
            yield own
            users = {int(str(zygote._settings["uid"] or -1)) for zygote in own.sandbox._zygotes.values()}
    assert list(scratch.iterdir()) == []
    assert canary.read_text() == "sings"
    assert traces() == before
    with contextlib.suppress(AssertionError):
        wait_until(lambda: not left_behind(users, request.param))
    assert left_behind(users, request.param) == []


def test_the_corpus_is_whole() -> None:
    assert len(CORPUS) >= 92
    assert len({attack.source for attack in (*CORPUS, *COMBINED)}) == len(CORPUS) + len(COMBINED)


@pytest.mark.parametrize("attack", [*CORPUS, *COMBINED], ids=lambda attack: attack.name)
def test_an_attack_gets_a_permitted_verdict_and_harms_nobody(attack: Attack, tools: Tools) -> None:
    report = judged(attack, tools)
    permitted = attack.where(scratch_on_disk=tools.sandbox.protection.scratch_on_disk).verdicts
    assert report.verdict in permitted, (attack.title, report.message)
    assert report.protection == tools.sandbox.protection.tier
    after = judged(RIGHT, tools)
    assert after.verdict is Verdict.ACCEPTED, after.message
