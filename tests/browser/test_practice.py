"""Every kind of item, from the question to the rating, in a real browser against the real judge."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

RIGHT = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    return 3\n"


def test_an_open_question_from_the_start_to_the_rating(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("core-python/copies")
    visitor.look("explain-1-answer")
    page.get_by_role("button", name="A hint").click()
    visitor.sees("Which objects are new?")
    page.get_by_label("Your answer first").fill("The list is new, the rows are shared.")
    page.get_by_role("button", name="That is my answer").click()
    visitor.sees("Now show it")
    visitor.look("explain-2-probes")
    size = re.search(r"with (\d+) rows", page.locator("fieldset").first.inner_text())
    assert size
    page.locator("input[name=probe-shared]").fill(size[1])
    page.get_by_label("not at all").check()
    page.get_by_role("button", name="Run and see").click()
    visitor.sees("All 2 probes are right.")
    visitor.look("explain-3-revealed")
    page.get_by_role("button", name="Run the proof").click()
    visitor.sees("All 3 claims hold.")
    expect(page.locator(".claim.holds")).to_have_count(3)
    expect(page.locator("#claims-held")).to_contain_text("3 of 3 claims hold here")
    expect(page.locator("#claim-cost-grows svg")).to_be_visible()
    page.get_by_text("The numbers").click()
    visitor.sees("per entry")
    for step in ("What", "How", "Why"):
        page.locator("summary").get_by_text(step, exact=True).click()
    page.get_by_label("Names what the copy costs.").check()
    page.get_by_text("Which of the two lists sees").click()
    visitor.sees("Both: it changes the shared entry")
    visitor.look("explain-4-proved")
    expect(page.get_by_role("radio", name="Hard")).to_be_checked()
    page.get_by_role("radio", name="Good").check()
    page.get_by_role("button", name="Keep this rating").click()
    visitor.sees("Rated good")
    visitor.sees("Next:")
    visitor.look("explain-5-rated")


def test_a_prediction_is_committed_to_then_run_then_varied(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("core-python/defaults")
    page.get_by_label("What it prints, line by line").fill("[1]\n[2]")
    visitor.look("predict-1-commit")
    page.get_by_role("button", name="Commit and run").click()
    visitor.sees("Line 2 is the first that differs.")
    visitor.sees("What if the list is made inside?")
    page.get_by_label("What it prints, line by line").fill("[1]\n[2]")
    visitor.look("predict-2-counterfactual")
    page.get_by_role("button", name="Commit and run").click()
    visitor.sees("1 of 2 predictions hold.")
    visitor.sees("The default is evaluated when")
    visitor.look("predict-3-verdict")
    page.get_by_role("button", name="Keep this rating").click()
    visitor.sees("Rated again")


def test_code_is_judged_case_by_case_until_it_passes(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("algorithms/adding")
    visitor.type_code(WRONG)
    page.get_by_role("button", name="Judge it").click()
    visitor.sees("Wrong answer")
    expect(page.locator(".case")).to_have_count(3)
    visitor.look("code-1-wrong")
    assert "71234" not in page.content(), "a hidden case gives away what it asks"
    visitor.type_code(RIGHT)
    page.keyboard.press("Control+Enter")
    visitor.sees("All 3 cases are right.")
    visitor.sees("add(-71234, 4)")
    expect(page.locator("#reference-title")).to_be_visible()
    visitor.look("code-2-accepted")
    expect(page.get_by_role("radio", name="Hard")).to_be_checked()
    page.get_by_role("button", name="Keep this rating").click()
    visitor.sees("Rated hard")
    visitor.go("/history/")
    expect(page.locator("table.attempts tbody tr")).to_have_count(2)


def test_a_faster_program_is_measured_and_drawn(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("algorithms/summing")
    visitor.type_code("def total(n):\n    return (n - 1) * n * (2 * n - 1) // 6\n")
    page.get_by_role("button", name="Judge it").click()
    visitor.sees("Accepted")
    expect(page.get_by_role("img", name=re.compile("Speed against the baseline"))).to_be_visible()
    visitor.look("optimize-accepted")


def test_a_story_is_said_aloud_and_self_assessed(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("leadership/mentoring")
    page.keyboard.press("a")
    visitor.sees("Done speaking")
    page.keyboard.press("a")
    visitor.sees("Said aloud in 0:01.")
    page.get_by_label("Speaks of one person.").check()
    visitor.sees("You found 1 of 2 criteria")
    visitor.look("story-assessed")
    page.keyboard.press("3")
    page.keyboard.press("r")
    visitor.sees("Rated good")


def test_i_know_this_takes_two_probes(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/items/core-python/copies/")
    page.get_by_role("button", name="I know this").click()
    visitor.sees("Two questions, if you know this")
    size = re.search(r"with (\d+) rows", page.locator("fieldset").first.inner_text())
    assert size
    page.locator("input[name=probe-shared]").fill(size[1])
    page.get_by_label("not at all").check()
    page.keyboard.press("Control+Enter")
    visitor.sees("You said that you know this, and it held.")
    page.get_by_role("button", name="Keep this rating").click()
    visitor.sees("Rated easy")
    visitor.go("/map/core-python.shallow-deep-copy/")
    visitor.sees("you tested out of it with")


def test_a_changed_proof_shows_which_claim_falls(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("core-python/copies")
    page.get_by_role("button", name="I do not know").click()
    visitor.sees("You asked for the answer")
    page.get_by_text("Change it and run it again").click()
    source = page.locator("#proof-source").input_value()
    visitor.type_code(source.replace("rows[:]", "[list(row) for row in rows]"))
    page.get_by_role("button", name="Run this").click()
    visitor.sees("1 of 3 claims failed here.")
    expect(page.locator("#claim-same-entries")).to_have_class(re.compile("fails"))
    expect(page.locator("#claims-held")).to_contain_text("2 of 3")
    visitor.look("proof-changed")
    page.get_by_role("button", name="Run it again").click()
    visitor.sees("All 3 claims hold.")


def test_a_judgement_can_be_cancelled_and_does_not_count(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("algorithms/adding")
    visitor.type_code("import time\n\n\ndef add(a, b):\n    time.sleep(8)\n    return a + b\n")
    page.get_by_role("button", name="Judge it").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("h2.verdict")).to_contain_text("Inconclusive", timeout=5_000)
    visitor.sees("You cancelled this run")
