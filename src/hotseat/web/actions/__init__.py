"""What can be done with the learner's data: one function for each mutation, and the reads beside them.

The pages, the terminal and the workers call these alike. Call `hotseat.web.boot.setup` first.
"""

from hotseat.web.actions.attempts import (
    commit,
    give_up,
    open_attempt,
    open_hint,
    rate,
    record_report,
    save_draft,
    self_assess,
    submit,
)
from hotseat.web.actions.errors import Refused, StorageFailed, UnknownAttempt
from hotseat.web.actions.exporting import backup, export_lines
from hotseat.web.actions.importing import ImportRefused, ImportSummary, import_lines
from hotseat.web.actions.reads import attempt, attempts, commitments, drafts, hints_opened, pending
from hotseat.web.actions.settings import save_settings, settings, settings_saved

__all__ = [
    "ImportRefused",
    "ImportSummary",
    "Refused",
    "StorageFailed",
    "UnknownAttempt",
    "attempt",
    "attempts",
    "backup",
    "commit",
    "commitments",
    "drafts",
    "export_lines",
    "give_up",
    "hints_opened",
    "import_lines",
    "open_attempt",
    "open_hint",
    "pending",
    "rate",
    "record_report",
    "save_draft",
    "save_settings",
    "self_assess",
    "settings",
    "settings_saved",
    "submit",
]
