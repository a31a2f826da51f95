"""The résumé's pages and forms, without a browser."""

import logging
import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hotseat.core.attempt import Rating
from hotseat.learner.memory import remember_reviews
from hotseat.resume.jsonresume import from_json
from hotseat.resume.markdown import from_markdown
from hotseat.web.pages import clock
from hotseat.web.resume import actions
from tests.intake import documents
from tests.intake.facts import PEOPLE, lines

PERSON = PEOPLE["accents"]
LINE = "Moved 41 services to Kubernetes"


@pytest.fixture
def brought(learner: Client) -> UUID:
    """A résumé that was uploaded."""
    file = SimpleUploadedFile("zoe.md", documents.markdown(PERSON))
    answer = learner.post("/resume/import", {"file": file, "text": ""})
    assert answer.status_code == 303
    found = actions.newest()
    assert found
    return found[0]


def line_id(resume: UUID, text: str = LINE) -> str:
    return next(line.id for line in actions.get(resume).lines if line.text == text)


def test_without_a_resume_the_page_offers_the_first_step(learner: Client) -> None:
    page = learner.get("/resume/")
    assert page.status_code == 200
    assert "Read it" in page.content.decode()


def test_a_file_is_read_and_its_lines_stand_beside_it(learner: Client, brought: UUID) -> None:
    page = learner.get(f"/resume/{brought}/lines/").content.decode()
    for line in lines(PERSON, bar=False, skills_bar=False):
        assert re.search(rf">\s*{re.escape(line.text)}</textarea>", page), line
    assert "# Zoë Müller-Ångström" in page


def test_a_pasted_text_is_read(learner: Client, db: None) -> None:
    answer = learner.post("/resume/import", {"text": "Ana Torres\n\nEXPERIENCE\n- Moved 41 services"})
    assert answer.status_code == 303
    found = actions.newest()
    assert found
    assert [line.text for line in found[1].lines] == ["Ana Torres", "Moved 41 services"]


@pytest.mark.parametrize(("file", "told"), [("cv.png", "by its name"), ("cv.pdf", "damaged"), ("cv.json", "no JSON")])
def test_what_cannot_be_read_is_refused_with_a_sentence(learner: Client, file: str, told: str) -> None:
    data = b"%PDF-1.7 and nothing" if file.endswith("pdf") else b"\x01\x02\x03"
    answer = learner.post("/resume/import", {"file": SimpleUploadedFile(file, data)})
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert actions.newest() is None


def test_nothing_at_all_is_refused(learner: Client) -> None:
    assert learner.post("/resume/import", {"text": "  "}).status_code == 409


def test_a_line_is_corrected_moved_and_taken_out(learner: Client, brought: UUID) -> None:
    first, second, third, *_ = actions.get(brought).lines
    learner.post(
        f"/resume/{brought}/lines/correct",
        {
            f"text-{first.id}": " Zoë  M. ",
            f"section-{second.id}": "other",
            f"text-{second.id}": second.text,
            f"text-{third.id}": "",
        },
    )
    after = actions.get(brought)
    assert after.lines[0].text == "Zoë M."
    assert after.line(second.id).section.value == "other"  # type: ignore[union-attr]
    assert after.line(third.id) is None


def test_what_was_not_changed_adds_no_event(learner: Client, brought: UUID) -> None:
    from hotseat.web.resume.models import Event

    before = Event.objects.count()
    body = {f"text-{line.id}": line.text for line in actions.get(brought).lines}
    assert learner.post(f"/resume/{brought}/lines/correct", body).status_code == 303
    assert Event.objects.count() == before


def test_a_missing_line_is_added(learner: Client, brought: UUID) -> None:
    learner.post(f"/resume/{brought}/lines/add", {"section": "work", "text": "Wrote the ledger"})
    assert "Wrote the ledger" in [line.text for line in actions.get(brought).lines]
    assert learner.post(f"/resume/{brought}/lines/add", {"section": "work", "text": "  "}).status_code == 409
    assert learner.post(f"/resume/{brought}/lines/add", {"section": "nowhere", "text": "x"}).status_code == 409


def test_answers_and_follow_ups_are_kept_and_shown(learner: Client, brought: UUID) -> None:
    line = line_id(brought)
    address = f"/resume/{brought}/lines/{line}/"
    learner.post(f"{address}answers", {"answer-problem": "Slow.", "answer-scale": ""})
    learner.post(f"{address}follow-up", {"follow_up": "broke", "text": "The sessions.", "rating": "3", "seconds": "75"})
    page = learner.get(address).content.decode()
    assert "Slow." in page
    assert "The sessions." in page
    assert "1:15 aloud" in page
    assert "1 of 4 answers are there." in page


@pytest.mark.parametrize(
    "body",
    [
        {"follow_up": "broke", "text": "x"},
        {"follow_up": "broke", "text": "", "rating": "3"},
        {"follow_up": "nobody-asks", "text": "x", "rating": "3"},
        {"follow_up": "broke", "text": "x" * 20_001, "rating": "3"},
        {"follow_up": "broke", "text": "x", "rating": "5"},
    ],
)
def test_a_follow_up_that_is_none_is_refused(learner: Client, brought: UUID, body: dict[str, str]) -> None:
    line = line_id(brought)
    assert learner.post(f"/resume/{brought}/lines/{line}/follow-up", body).status_code == 409
    assert actions.get(brought).line(line).follow_ups == {}  # type: ignore[union-attr]


def test_silence_may_be_said_to_be_silence(learner: Client, brought: UUID) -> None:
    line = line_id(brought)
    body = {"follow_up": "broke", "text": "", "rating": "1"}
    assert learner.post(f"/resume/{brought}/lines/{line}/follow-up", body).status_code == 303
    assert len(actions.get(brought).line(line).reviews) == 1  # type: ignore[union-attr]


def test_an_ambiguous_word_is_asked_and_then_known(learner: Client, brought: UUID) -> None:
    learner.post(f"/resume/{brought}/lines/add", {"section": "work", "text": "Introduced indexes"})
    address = f"/resume/{brought}/lines/{line_id(brought, 'Introduced indexes')}/"
    assert "What do you mean by it?" in learner.get(address).content.decode()
    learner.post(f"{address}leaf", {"term": "indexes", "leaf": "databases.index-gin"})
    page = learner.get(address).content.decode()
    assert "What do you mean by it?" not in page
    assert "/map/databases.index-gin/" in page


def test_a_line_that_is_gone_keeps_nothing_and_says_so(learner: Client, brought: UUID) -> None:
    answer = learner.post(f"/resume/{brought}/lines/gone/answers", {"answer-problem": "x"})
    assert answer.status_code == 409
    assert "not saved" in answer.content.decode()
    assert learner.get(f"/resume/{brought}/lines/gone/").status_code == 404


@pytest.mark.parametrize(("form", "reads"), [("json", from_json), ("md", from_markdown)])
def test_an_export_reads_as_the_same_lines(learner: Client, brought: UUID, form: str, reads: object) -> None:
    answer = learner.get(f"/resume/{brought}/export/{form}")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert reads(answer.content.decode()) == actions.get(brought).read_lines  # type: ignore[operator]


def test_nothing_of_a_resume_is_logged(learner: Client, caplog: pytest.LogCaptureFixture, brought: UUID) -> None:
    caplog.set_level(logging.DEBUG)
    line = line_id(brought)
    learner.get(f"/resume/{brought}/lines/{line}/")
    learner.post(f"/resume/{brought}/lines/{line}/answers", {"answer-problem": "A secret of mine."})
    learner.post(f"/resume/{brought}/lines/{line}/follow-up", {"follow_up": "nobody", "text": "A secret of mine.", "rating": "3"})
    learner.post("/resume/import", {"file": SimpleUploadedFile("secret.pdf", b"%PDF-1.7 A secret of mine.")})
    told = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "secret of mine" not in told
    assert LINE not in told


def test_a_resume_of_four_hundred_lines_is_shown_whole(learner: Client, db: None) -> None:
    many = "## Experience\n" + "\n".join(f"- Moved service number {n} to Kubernetes" for n in range(400))
    assert learner.post("/resume/import", {"text": many}).status_code == 303
    found = actions.newest()
    assert found
    page = learner.get("/resume/").content.decode()
    assert "of 400 lines" in page
    assert learner.get(f"/resume/{found[0]}/lines/").content.decode().count("<textarea") == 401
    assert learner.post(f"/resume/{found[0]}/lines/add", {"section": "work", "text": "One more"}).status_code == 409


def test_a_resume_of_one_line_is_shown(learner: Client, db: None) -> None:
    assert learner.post("/resume/import", {"text": "Moved 41 services"}).status_code == 303
    assert "No line of it is cross-examined" in learner.get("/resume/").content.decode()


def test_erasing_needs_the_box(learner: Client, brought: UUID) -> None:
    assert learner.post("/resume/erase", {}).status_code == 409
    assert actions.newest() is not None


def test_today_says_how_the_resume_stands(learner: Client, brought: UUID) -> None:
    page = learner.get("/").content.decode()
    assert "of 8 lines stand" in page
    assert "Take the next line" in page


def test_today_says_nothing_of_a_resume_that_is_not_there(learner: Client) -> None:
    assert "The résumé" not in learner.get("/").content.decode()


def test_a_line_comes_back_through_the_memory_of_items(learner: Client, brought: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    line = line_id(brought)
    body = {"follow_up": "broke", "text": "The sessions.", "rating": "3"}
    learner.post(f"/resume/{brought}/lines/{line}/follow-up", body)
    card = remember_reviews([(actions.get(brought).line(line).reviews[0].at, Rating.GOOD)])  # type: ignore[union-attr]
    assert card
    assert "come" not in re.findall(r"lines stand(.*)", learner.get("/").content.decode())[0]
    monkeypatch.setattr(clock, "now", card.due.astimezone)
    assert "1 line comes back today" in learner.get("/").content.decode()
    overview = learner.get("/resume/").content.decode()
    assert "Comes back today" in overview
    assert f"/lines/{line}/" in overview.partition("Take this line")[0].rpartition("Comes back today")[2]
