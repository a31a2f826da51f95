"""`item list`, `item new`, `item lint` and `item verify`, as processes."""

import json
import re
from pathlib import Path

from hotseat.curriculum import load
from tests.authoring.items import WHOLE, changed, whole
from tests.cli.running import Place

BROKEN = Path(__file__).parents[1] / "broken_items"


def test_the_list_is_a_contract(place: Place) -> None:
    said = place.json("item", "list", "--json")
    assert said["format_version"] == 1
    folders = load().folders
    assert [item["id"] for item in said["items"]] == list(folders)
    for item in said["items"]:
        found = folders[item["id"]].item
        assert (item["uuid"], item["kind"], item["title"]) == (found.uuid, found.kind, found.title)
        assert item["covers"] == list(found.covers)
        assert all(re.fullmatch(r"[a-z-]+\.[a-z0-9-]+", leaf) for leaf in item["covers"])


def test_the_list_can_be_narrowed(place: Place) -> None:
    said = place.json("item", "list", "--area", "algorithms", "--kind", "code", "--json")
    assert "algorithms/two-sum" in [item["id"] for item in said["items"]]
    assert {(item["id"].partition("/")[0], item["kind"]) for item in said["items"]} == {("algorithms", "code")}
    table = place.run("item", "list", "--kind", "code").out.splitlines()
    assert table[0].split() == ["ITEM", "KIND", "MIN", "TITLE"]
    assert any(line.startswith("algorithms/two-sum  ") for line in table)


def test_a_new_item_lints_but_for_its_sentences(place: Place) -> None:
    made = place.run("item", "new", "algorithms/tries", "--kind", "explain", "--leaf", "algorithms.trie", "--into", "pack")
    assert made.code == 0
    assert str(Path("pack/algorithms/tries/proof.py")) in made.out
    said = place.json("item", "lint", "pack/algorithms/tries", "--json", code=1)
    assert {problem["rule"] for problem in said["problems"]} == {"unwritten"}
    again = place.run("item", "new", "algorithms/tries", "--kind", "code", "--leaf", "algorithms.trie", "--into", "pack")
    assert (again.code, again.out) == (2, "")
    assert "exists and is not empty. Nothing was written." in again.err


def test_a_new_item_covers_the_leaf_of_its_name(place: Place) -> None:
    assert place.run("item", "new", "algorithms/trie", "--kind", "code", "--into", "pack").code == 0
    assert 'covers = ["algorithms.trie"]' in (place.cwd / "pack/algorithms/trie/item.toml").read_text()


def test_a_new_item_needs_a_place_in_the_roadmap(place: Place) -> None:
    for arguments, message in (
        (["algorithm/tries"], "There is no area 'algorithm'. The areas are core-python, algorithms,"),
        (["algorithms"], "'' is no slug."),
        (["algorithms/Tries"], "'Tries' is no slug."),
        (["algorithms/tries"], "name one with --leaf. Perhaps algorithms.trie"),
        (["algorithms/tries", "--leaf", "algorithms.tree"], "The area algorithms has no leaf 'algorithms.tree'."),
    ):
        done = place.run("item", "new", *arguments, "--kind", "code", "--into", "pack")
        assert (done.code, done.out) == (2, "")
        assert message in done.err
    assert not (place.cwd / "pack").exists()


def test_a_new_item_where_nothing_can_be_written(place: Place) -> None:
    (place.cwd / "file").write_text("")
    done = place.run("item", "new", "algorithms/trie", "--kind", "code", "--into", "file/pack")
    assert (done.code, done.out) == (3, "")
    assert "Name another place with --into." in done.err


def test_lint_says_where_what_and_how(place: Place) -> None:
    broken = str(BROKEN / "spelling" / "algorithms" / "sorted-or-sort")
    done = place.run("item", "lint", broken)
    assert done.code == 1
    assert done.out == (
        "algorithms/sorted-or-sort/answer.md: “seperate” is misspelt. Fix: Write separate; code goes between backticks. [spelling]\n"
    )
    assert done.err == "1 item read, 1 problem.\n"
    assert place.run("item", "lint", str(WHOLE / "algorithms" / "double")).code == 0


def test_lint_of_an_item_toml_that_cannot_be_read(place: Place, tmp_path: Path) -> None:
    path = whole(tmp_path, "code").path
    for text, message in (
        ("kind =", "It is not TOML"),
        ("", "missing required field"),
        ('kind = "code"\nmitnues = 5\n', "mitnues"),
    ):
        (path / "item.toml").write_text(text)
        said = place.json("item", "lint", str(path), "--json", code=1)
        assert [problem["rule"] for problem in said["problems"]] == ["readable"]
        assert message in said["problems"][0]["message"]


def test_an_item_that_does_not_exist_is_usage(place: Place) -> None:
    for command in ("lint", "verify"):
        done = place.run("item", command, "algorithms/which-deploy-is-live")
        assert (done.code, done.out) == (2, "")
        assert "Did you mean algorithms/which-deploy-was-live?" in done.err


def test_verify_prints_one_document_and_its_progress_apart(place: Place) -> None:
    paths = [str(WHOLE / "algorithms" / slug) for slug in ("one-list", "sorted-or-sort")]
    done = place.run("item", "verify", *paths, "--json", "--seeds", "1", "--jobs", "2")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert (said["format_version"], said["passed"], said["not_run_here"]) == (1, True, [])
    assert [(item["id"], item["outcome"]) for item in said["items"]] == [
        ("algorithms/one-list", "proved"),
        ("algorithms/sorted-or-sort", "proved"),
    ]
    assert (said["totals"]["claims"], said["totals"]["mutations"], said["totals"]["killed"]) == (2, 2, 2)
    assert re.search(r"^\[2/2\] ✓ algorithms/", done.err, re.MULTILINE)


def test_verify_fails_when_an_item_does(place: Place, tmp_path: Path) -> None:
    path = changed(tmp_path, "predict", "submissions/accepted/right/prediction.txt", "[1, 2]", "[1]").path
    done = place.run("item", "verify", str(path), "--seeds", "1")
    assert done.code == 1
    assert "0 of 1 items are proved" in done.out
    assert "It gets wrong_answer with seed 1, not accepted" in done.err


def test_verify_refuses_no_seeds(place: Place) -> None:
    done = place.run("item", "verify", "--seeds", "0")
    assert (done.code, done.err) == (2, "hotseat: --seeds and --jobs are 1 or more.\n")
