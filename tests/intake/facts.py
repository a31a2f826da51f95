"""People of whom everything is known: what their generated résumés say, line by line."""

from dataclasses import dataclass

from hotseat.resume.line import ReadLine
from hotseat.resume.sections import Section


@dataclass(frozen=True)
class Job:
    title: str
    dates: str
    did: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    name: str
    contact: tuple[str, ...]
    summary: str
    jobs: tuple[Job, ...]
    skills: tuple[tuple[str, str], ...]
    education: tuple[str, ...]
    languages: tuple[str, ...]


DID = (
    "Cut the p99 latency of the order service from 900 ms to 140 ms by replacing an N+1 query with two prefetches and a covering index",
    "Moved 41 services to Kubernetes",
    "Designed the payment ledger on PostgreSQL: double entry, idempotency keys, 3 million rows a day, no charge made twice in two years",
    "Mentored four engineers, two of whom now lead teams of their own",
    "Replaced nightly batch files by Kafka topics, so that partners see a change within 5 s instead of 24 h",
    "Introduced contract tests between eleven services; releases went from one a month to three a week",
    "Kept the on-call rota of a system with 12,000 requests a second at its peak, and wrote its 23 postmortems",
)
SKILLS = (
    ("Languages", "Python, SQL, Go"),
    ("Frameworks", "Django, FastAPI, Celery"),
    ("Infrastructure", "PostgreSQL, Redis, Kafka, Kubernetes"),
    ("Practices", "pytest, mypy, code review"),
)
SUMMARY = (
    "Backend engineer with eleven years of Python, who likes systems that move money and keeps them honest: "
    "ledgers, queues, and the reports that an auditor reads afterwards. Works best where the data is larger than the team."
)
EDUCATION = ("MSc Computer Science, Delft University of Technology, 2012", "BSc Mathematics, University of Ghent, 2010")


def person(name: str, place: str) -> Person:
    return Person(
        name,
        (f"someone@example.org · {place}", "github.com/example"),
        SUMMARY,
        (
            Job("Staff Engineer, Meridian Pay", "2020 – 2026", DID[:3]),
            Job("Senior Engineer, Harbour Logistics", "2016 – 2020", DID[3:6]),
            Job("Engineer, Kleinfeld", "2012 – 2016", DID[6:]),
        ),
        SKILLS,
        EDUCATION,
        ("English", "Dutch", "German"),
    )


PEOPLE = {
    "latin": person("Ana Torres", "Utrecht"),
    "accents": person("Zoë Müller-Ångström", "Malmö"),
    "cyrillic": person("Наталья Соколова", "Рига"),
    "greek": person("Αλέξανδρος Παππάς", "Αθήνα"),
    "japanese": person("山田 太郎", "東京"),
}


def lines(
    person: Person, *, summary: bool = True, bar: bool = True, skills_bar: bool = True, order: str = "wsel", bulleted: bool = True
) -> tuple[ReadLine, ...]:
    """What a layout must give. `bar`: dates stand at the margin, after a gap; `order`: w work, s skills, e education, l languages."""
    found = [ReadLine(Section.HEADER, text) for text in (person.name, *person.contact)]
    if summary:
        found.append(ReadLine(Section.SUMMARY, person.summary))
    parts = {"w": [], "s": [], "e": [], "l": []}  # type: dict[str, list[ReadLine]]
    for job in person.jobs:
        parts["w"].append(ReadLine(Section.WORK, f"{job.title} | {job.dates}" if bar else f"{job.title}, {job.dates}"))
        parts["w"] += [ReadLine(Section.WORK, text, bullet=bulleted) for text in job.did]
    parts["s"] = [
        ReadLine(Section.SKILLS, f"{name} | {what}" if skills_bar else f"{name}: {what}") for name, what in person.skills
    ]
    parts["e"] = [ReadLine(Section.EDUCATION, text) for text in person.education]
    parts["l"] = [ReadLine(Section.LANGUAGES, text) for text in person.languages]
    return (*found, *(line for part in order for line in parts[part]))
