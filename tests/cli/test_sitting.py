"""Items asked on a terminal: own answer, probes, ladder, rubric, rating."""

import re
import tomllib
from typing import Any

from hotseat.authoring.verify.decide import right_answer
from hotseat.curriculum import ItemFolder, load
from hotseat.proof.runner import truth
from hotseat.rubric.probe import DrawnProbe
from hotseat.sandbox import Sandbox
from tests.cli.running import Place
from tests.cli.test_start_submit import attempts

PROBED = "devops/hpa"
PREDICT = "core-python/mutable-default"
PROMPTS = {"choice": "The number of the right one:", "choices": "The numbers of all that hold"}


def folder_of(name: str) -> ItemFolder:
    return load().folders[name]


def typed(drawn: DrawnProbe, answer: tuple[str, ...]) -> list[tuple[str, str]]:
    """The prompts of a probe, and what to type to give this answer."""
    if drawn.options:
        numbers = " ".join(str(drawn.options.index(one) + 1) for one in answer)
        return [(PROMPTS[drawn.probe.form], f"{numbers}\n")]
    if drawn.probe.labels:
        return [(f"  {label}:", f"{one}\n") for label, one in zip(drawn.probe.labels, answer, strict=True)]
    return [("Your answer:", f"{answer[0]}\n")]


def opened(place: Place, item: str) -> int:
    """Open an attempt at the item; what it draws from."""
    assert place.run("start", item, "laid").code == 0
    return int(tomllib.loads((place.cwd / "laid" / ".hotseat.toml").read_text())["seed"])


def test_an_explain_item_from_question_to_rating(place: Place, sandbox: Sandbox) -> None:
    folder = folder_of(PROBED)
    seed = opened(place, PROBED)
    drawn = [probe.draw(seed) for probe in folder.rubric().probes]
    answers = [pair for one in drawn for pair in typed(one, right_answer(one, truth(folder, one, sandbox)))]
    to_assess = [criterion for criterion in folder.rubric().criteria if not criterion.probes]
    done = place.talk(
        "submit",
        PROBED,
        answers=[
            ("Answer first:", "aloud\n"),
            ("Press Enter when you are done.", "\n"),
            *answers,
            *[("[y/n]", "y\n")] * len(to_assess),
            ("How well did you recall it?", ""),
            ("easy", "\n"),
        ],
    )
    assert done.code == 0, done.out
    order = ["What does", "Probes: what would really happen?", "accepted", "In thirty seconds", "Follow-ups", "Rated "]
    places = [done.out.index(words) for words in order]
    assert places == sorted(places)
    [attempt] = attempts(place)
    assert attempt["report"]["body"]["verdict"] == "accepted"
    assert [commitment["seconds"] for commitment in attempt["commitments"]] == [1]
    assert [assessed["marks"] for assessed in attempt["self_assessments"]] == [{one.id: True for one in to_assess}]
    assert len(attempt["ratings"]) == 1


def test_an_answer_in_the_editor_a_wrong_probe_and_a_slip_of_the_finger(place: Place) -> None:
    folder = folder_of(PROBED)
    seed = opened(place, PROBED)
    drawn = [probe.draw(seed) for probe in folder.rubric().probes]
    answers: list[tuple[str, str]] = []
    for one in drawn:
        wrong = typed(one, one.options[:1] or ("-7",) * max(1, len(one.probe.labels)))
        if one.probe.form == "integer" and "many" not in str(answers):
            answers.append((wrong[0][0], "many\n"))
        answers += wrong
    assert "many" in str(answers)
    done = place.talk(
        "submit",
        PROBED,
        answers=[
            ("Answer first:", "whisper\n"),
            ("Type one of aloud, write, skip.", "w\n"),
            *answers,
            *[("[y/n]", "no\n") for criterion in folder.rubric().criteria if not criterion.probes],
            ("easy", "hard\n"),
        ],
        env={"EDITOR": "sh -c 'echo in my own words > \"$0\"'"},
    )
    assert done.code == 0, done.out
    assert "'many' is not a whole number. Write it like 1234." in done.out
    [attempt] = attempts(place)
    assert [commitment["text"] for commitment in attempt["commitments"]] == ["in my own words\n"]
    assert {file["path"] for file in attempt["submission"]["files"]} == {"answer.md", "probes.toml"}
    assert attempt["report"]["body"]["verdict"] == "wrong_answer"
    assert [rating["rating"] for rating in attempt["ratings"]] == [2]


def test_closing_the_input_keeps_the_attempt_open(place: Place) -> None:
    done = place.talk("submit", PROBED, answers=[("Answer first:", "skip\n"), ("Probes:", "\x04")])
    assert done.code == 0
    assert "The attempt stays open: the same command goes on with it." in done.out
    again = place.talk("submit", PROBED, answers=[("Answer first:", "\x03")])
    assert again.code == 130
    assert len(attempts(place)) == 1


def test_i_know_this_asks_two_probes(place: Place) -> None:
    done = place.talk("submit", PROBED, "--test-out", answers=[("Probes:", "\x04")])
    assert "Answer first:" not in done.out
    [attempt] = attempts(place)
    assert attempt["test_out"] is True


def test_a_predict_item_shows_what_happened_before_it_asks_what_if(place: Place) -> None:
    folder = folder_of(PREDICT)
    right = next(known for known in folder.known_submissions() if known.verdict == "accepted").path
    steps = ["prediction", *(path.stem for path in sorted(right.glob("counterfactual-*.txt")))]
    answers = [("What is printed?", (right / f"{name}.txt").read_text().rstrip("\n") + "\n.\n") for name in steps]
    done = place.talk("submit", PREDICT, answers=[*answers, ("easy", "\n")])
    assert done.code == 0, done.out
    assert done.out.index("✓ prediction") < done.out.index("What is printed?", done.out.index("What is printed?") + 1)
    assert re.search(rf"accepted  All {len(steps)} predictions hold", done.out)
    [attempt] = attempts(place)
    assert attempt["report"]["body"]["verdict"] == "accepted"
    assert [commitment["path"] for commitment in attempt["commitments"]] == [f"{name}.txt" for name in steps]


def test_a_self_assessed_item_is_held_against_its_bands(place: Place) -> None:
    found: list[Any] = [folder for folder in load().folders.values() if folder.item.kind == "explain" and folder.rubric().bands]
    folder: ItemFolder = found[0]
    criteria = folder.rubric().criteria
    done = place.talk(
        "submit",
        folder.item.id,
        answers=[
            ("Answer first: aloud or write?", "\n"),
            ("Press Enter when you are done.", "\n"),
            *[("[y/n]", "y\n")] * len(criteria),
            ("easy", "good\n"),
        ],
    )
    assert done.code == 0, done.out
    assert all(band.level in done.out for band in folder.rubric().bands)
    [attempt] = attempts(place)
    assert "report" not in attempt
    assert [rating["rating"] for rating in attempt["ratings"]] == [3]
