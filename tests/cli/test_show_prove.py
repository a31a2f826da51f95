"""`show` and `prove`."""

import pytest

from hotseat.cli import main, prove
from hotseat.curriculum import load
from hotseat.services import MissingService
from tests.cli.running import Place

ITEM = "algorithms/two-sum"


def test_the_question_alone_is_shown_first(place: Place) -> None:
    done = place.run("show", "two-sum")
    folder = load().folders[ITEM]
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(folder.item.title)
    assert folder.question().strip() in done.out
    assert folder.answer()[0].text not in done.out


def test_hints_come_one_by_one(place: Place) -> None:
    hints = load().folders[ITEM].hints()
    one, two = place.run("show", ITEM, "--hint").out, place.run("show", ITEM, "--hint", "--hint").out
    assert hints[0] in one
    assert hints[1] not in one
    assert hints[1] in two
    everything = place.run("show", ITEM, *["--hint"] * 20)
    assert everything.err == f"There are {len(hints)} hints; these are all.\n"


@pytest.mark.parametrize(
    ("option", "texts"),
    [
        ("--answer", ["Sources"]),
        ("--rubric", ["What a senior answer says", "Follow-ups", "Misconceptions", "decided by a probe"]),
        ("--proof", ["proof.py", "from hotseat.proof import"]),
    ],
)
def test_parts_are_shown_when_they_are_asked_for(place: Place, option: str, texts: list[str]) -> None:
    done = place.run("show", "web/avoid-n-plus-1", option)
    assert done.code == 0
    assert [text for text in texts if text not in done.out] == []


def test_the_reference_is_code_and_answer(place: Place) -> None:
    done = place.run("show", ITEM, "--reference")
    known = load().folders[ITEM].known_submissions()[0]
    assert known.path.read_text().strip() in done.out
    assert load().folders[ITEM].answer()[0].text in done.out


def test_on_a_terminal_markdown_is_laid_out(place: Place) -> None:
    coloured = place.talk("show", "web/avoid-n-plus-1", "--answer", answers=[])
    assert coloured.code == 0
    assert "\x1b[1mIn thirty seconds" in coloured.out
    plain = place.talk("show", "web/avoid-n-plus-1", "--answer", answers=[], env={"NO_COLOR": "1"})
    assert "\x1b[3" not in plain.out


def test_a_proof_ticks_its_claims_with_their_evidence(place: Place) -> None:
    done = place.run("prove", ITEM)
    claims = load().folders[ITEM].claims()
    assert (done.code, done.err) == (0, "")
    for claim in claims:
        assert f"  ✓ {claim.says} [{claim.id}]" in done.out
    assert f"All {len(claims)} claims hold." in done.out


def test_a_proof_as_json(place: Place) -> None:
    claim = load().folders[ITEM].claims()[0]
    said = place.json("prove", ITEM, "--claim", claim.id, "--json")
    assert (said["format_version"], said["item"], said["outcome"]) == (1, ITEM, "holds")
    [found] = said["claims"]
    assert (found["id"], found["says"], found["outcome"]) == (claim.id, claim.says, "holds")


EDITED = """\
# %% Four claims
from hotseat.proof import Outcome, chart, claim, show


@claim("holds")
def holds() -> bool:
    show("measured", [1, 2.5], "ms")
    chart("growth", list(range(50)), {"time": [float(n) for n in range(50)]}, x_label="size", y_label="ms")
    print("a word")
    return True


@claim("other")
def other():
    return OUTCOME
"""


@pytest.mark.parametrize(
    ("outcome", "code", "words"),
    [
        ("True", 0, "All 2 claims hold."),
        ("False", 1, "1 of 2 claims failed here."),
        ("None", 1, "1 of 2 claims did not decide here."),
        ("Outcome.UNSHOWN", 0, "1 of them cannot be shown here."),
        ("1 / 0", 1, "ZeroDivisionError: division by zero"),
    ],
)
def test_an_edited_proof_runs_in_the_items_place(place: Place, outcome: str, code: int, words: str) -> None:
    (place.cwd / "mine.py").write_text(EDITED.replace("OUTCOME", outcome))
    done = place.run("prove", ITEM, "--source", "mine.py")
    assert done.code == code
    assert words in done.out
    assert "      measured: 1, 2.5 ms" in done.out
    assert "      growth (ms)" in done.out
    assert "The program printed:\na word" in done.out


def test_what_cannot_be_proved_is_usage(place: Place) -> None:
    for arguments, message in (
        (["--claim", "no-such"], "has no claim no-such. Its claims: "),
        (["--source", "nowhere.py"], "nowhere.py cannot be read"),
    ):
        done = place.run("prove", ITEM, *arguments)
        assert (done.code, done.out) == (2, "")
        assert message in done.err


def test_a_proof_whose_service_is_missing_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise MissingService("postgres is not installed here. Run ./hotseat once: it installs what the lock names.")

    monkeypatch.setattr(prove, "prove", missing)
    assert main(["prove", ITEM]) == 3
    assert "This proof is not run here, which says nothing about its claims: postgres" in capsys.readouterr().err
