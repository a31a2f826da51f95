"""The learner's settings: every change is a row, the newest are in force."""

from datetime import date, datetime
from typing import Any

import msgspec

from hotseat.learner.settings import LearnerSettings
from hotseat.web.actions.errors import writing
from hotseat.web.records import models


def save_settings(settings: LearnerSettings, *, now: datetime) -> None:
    """Keep these settings. Saving what is in force already changes nothing."""
    body = settings_body(settings)
    with writing():
        newest = _newest()
        if newest is None or newest.body != body:
            models.SettingsChange.objects.create(body=body, changed_at=now)


def settings(today: date) -> LearnerSettings:
    """The settings in force. Until the learner saves any: the defaults, from the day of the first attempt on, or `today`."""
    newest = _newest()
    if newest is not None:
        return read_settings(newest.body)
    first = models.Attempt.objects.order_by("opened_at").values_list("opened_at", flat=True).first()
    return LearnerSettings(started_on=min(first.date(), today) if first else today)


def settings_saved() -> bool:
    """Whether the learner ever saved settings."""
    return _newest() is not None


def settings_body(settings: LearnerSettings) -> dict[str, Any]:
    """The settings as JSON values: dates as ISO text, days of the week in order."""
    body: dict[str, Any] = msgspec.to_builtins(settings)
    return body | {"weekdays": sorted(settings.weekdays), "area_weights": dict(sorted(settings.area_weights.items()))}


def read_settings(body: dict[str, Any]) -> LearnerSettings:
    """What `settings_body` wrote. Raises `msgspec.ValidationError` (also where the values make no usable settings)."""
    return msgspec.convert(body, LearnerSettings)


def _newest() -> models.SettingsChange | None:
    return models.SettingsChange.objects.order_by("-changed_at", "-id").first()
