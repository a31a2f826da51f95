"""JSON Resume in and out. What `to_json` writes, `from_json` reads as the same lines; the schema is JSON Resume 1.0.0.

A line that is no entry of a list begins an entry of its section, and the list's entries after it are its highlights.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from hotseat.resume.line import ReadLine, ResumeRefused, arranged
from hotseat.resume.sections import Section

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
NAME = {
    Section.WORK: "name",
    Section.PROJECTS: "name",
    Section.SKILLS: "name",
    Section.EDUCATION: "institution",
    Section.CERTIFICATES: "name",
    Section.PUBLICATIONS: "name",
    Section.AWARDS: "title",
    Section.VOLUNTEER: "organization",
    Section.LANGUAGES: "language",
    Section.INTERESTS: "name",
    Section.REFERENCES: "name",
    Section.OTHER: "name",
}
"""By section: the key that names an entry."""
_ORDER = (
    "title", "position", "studyType", "area", "language", "fluency", "name", "institution", "organization", "entity", "issuer",
    "awarder", "publisher", "level", "location", "url", "email", "phone", "network", "username", "score", "date", "releaseDate",
)  # fmt: skip
_LISTS = ("highlights", "keywords", "courses", "roles")
_PROSE = ("description", "summary", "reference")


def to_json(lines: Iterable[ReadLine]) -> str:
    """The lines as a JSON Resume document."""
    document: dict[str, Any] = {"$schema": SCHEMA, "basics": {}}
    for section, group in groupby(lines, key=lambda line: line.section):
        same = list(group)
        if section is Section.HEADER:
            # JSON Resume has one name and no free lines here; additional keys are allowed.
            document["basics"]["name"] = same[0].text
            document["basics"]["lines"] = [_line(line) for line in same]
        elif section is Section.SUMMARY:
            document["basics"]["summary"] = "\n".join(f"- {line.text}" if line.bullet else _unmarked(line.text) for line in same)
        else:
            document[section.value] = _entries(same, NAME[section])
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> tuple[ReadLine, ...]:
    """The lines of a JSON Resume document, written here or elsewhere. Raises `ResumeRefused`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ResumeRefused("This is no JSON. Nothing was kept. Export it again as JSON Resume, or paste its text.") from None
    if not isinstance(document, dict) or not any(key in document for key in ("basics", *NAME)):
        raise ResumeRefused(
            "This JSON is no JSON Resume: it has neither basics nor work. Nothing was kept. Paste its text instead."
        )
    return arranged(_all(document))


def _line(line: ReadLine) -> str:
    return f"- {line.text}" if line.bullet else _unmarked(line.text)


def _unmarked(text: str) -> str:
    """A backslash before what would read as a mark of ours."""
    return f"\\{text}" if text.startswith(("- ", "\\")) else text


def _entries(lines: Iterable[ReadLine], name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for line in lines:
        if not line.bullet:
            entries.append({name: line.text})
        elif not entries:
            entries.append({"highlights": [line.text]})
        else:
            entries[-1].setdefault("highlights", []).append(line.text)
    return entries


def _all(document: Mapping[str, Any]) -> Iterator[ReadLine]:
    basics = document.get("basics")
    if isinstance(basics, dict):
        yield from _basics(basics)
    for key, value in document.items():
        if key in NAME and isinstance(value, list):
            section = Section(key)
            for entry in value:
                if isinstance(entry, dict):
                    yield from _entry(section, entry)
                elif isinstance(entry, str):
                    yield ReadLine(section, entry)


def _basics(basics: Mapping[str, Any]) -> Iterator[ReadLine]:
    own = basics.get("lines")
    if isinstance(own, list):
        yield from (_marked(Section.HEADER, one) for one in own if isinstance(one, str))
    else:
        yield from (ReadLine(Section.HEADER, basics[key]) for key in ("name", "label") if isinstance(basics.get(key), str))
        contact = [basics[key] for key in ("email", "phone", "url") if isinstance(basics.get(key), str)]
        place = basics.get("location")
        if isinstance(place, dict):
            contact += [place[key] for key in ("city", "region", "countryCode") if isinstance(place.get(key), str)]
        profiles = basics.get("profiles")
        for profile in profiles if isinstance(profiles, list) else ():
            if isinstance(profile, dict):
                contact += [profile[key] for key in ("url", "username") if isinstance(profile.get(key), str)][:1]
        yield from (ReadLine(Section.HEADER, one) for one in contact if one.strip())
    summary = basics.get("summary")
    if isinstance(summary, str):
        yield from (_marked(Section.SUMMARY, one) for one in summary.split("\n"))


def _marked(section: Section, text: str) -> ReadLine:
    if text.startswith("- "):
        return ReadLine(section, text[2:], bullet=True)
    return ReadLine(section, text.removeprefix("\\"))


def _entry(section: Section, entry: Mapping[str, Any]) -> Iterator[ReadLine]:
    """The entry's own line, of what it says in a fixed order, then its prose, then its lists."""
    parts = [entry[key] for key in _ORDER if isinstance(entry.get(key), str) and entry[key].strip()]
    span = [entry[key] for key in ("startDate", "endDate") if isinstance(entry.get(key), str) and entry[key].strip()]
    if span:
        parts.append(" – ".join(span))
    if parts:
        yield ReadLine(section, ", ".join(parts))
    yield from (ReadLine(section, entry[key]) for key in _PROSE if isinstance(entry.get(key), str))
    for key in _LISTS:
        found = entry.get(key)
        texts = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
        yield from (ReadLine(section, one, bullet=True) for one in texts)
