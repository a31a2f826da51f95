"""The résumés of an export, taken in."""

from hotseat.resume.events import read_event
from hotseat.web.actions import portable
from hotseat.web.resume import models


class Resumes:
    """The events and pages that a file has, read and checked before anything is written."""

    def __init__(self) -> None:
        self.events: list[portable.ResumeEvent] = []
        self.pages: list[portable.ResumePage] = []

    def add(self, entry: portable.Entry) -> None:
        """Take one line of the file. Raises `ValueError` for an event that no Hotseat writes."""
        if entry.resume_event is not None:
            read_event(entry.resume_event.body)
            self.events.append(entry.resume_event)
        elif entry.resume_page is not None:
            self.pages.append(entry.resume_page)

    def take(self) -> int:
        """Write what is not here yet. Returns how many events that were."""
        known = set(models.Event.objects.values_list("id", flat=True))
        new = [event for event in self.events if event.id not in known]
        for event in new:
            models.Event.objects.create(id=event.id, resume=event.resume, happened_at=event.happened_at, body=event.body)
        there = set(models.PageRead.objects.values_list("resume", "number"))
        for page in self.pages:
            if (page.resume, page.number) not in there:
                models.PageRead.objects.create(resume=page.resume, number=page.number, text=page.text, png=page.png)
        return len(new)
