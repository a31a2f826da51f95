"""Where the learner's data lies on this machine."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs


class HomeUnusable(Exception):
    """The data folder cannot be used. The text is a sentence for the learner: what happened, what was kept, what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """The learner's data folder and the names of what is in it."""

    path: Path

    @property
    def database(self) -> Path:
        """Everything the learner did, in one SQLite file (with its `-wal` and `-shm` beside it while it is open)."""
        return self.path / "hotseat.sqlite3"

    @property
    def backups(self) -> Path:
        """Where a backup goes when nobody says where, and the copy made before the data's form changes."""
        return self.path / "backups"

    @property
    def attacks(self) -> Path:
        """Programs of the learner's own that the judge accepted on the page that invites to fool it."""
        return self.path / "attacks"

    @property
    def lock(self) -> Path:
        """Locked by the one app that serves this folder; holds its address."""
        return self.path / "app.lock"

    @property
    def migration_lock(self) -> Path:
        """Locked by whoever is changing the data's form."""
        return self.path / "migration.lock"

    @property
    def token(self) -> Path:
        """The launch token: who can read this file may use the app."""
        return self.path / "launch-token"

    def create(self) -> None:
        """Make the folder, readable by its owner alone. Raises `HomeUnusable`."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            writable = os.access(self.path, os.W_OK | os.X_OK)
        except OSError as error:
            raise HomeUnusable(
                f"The data folder {self.path} cannot be made: {error.strerror}. Nothing was changed. "
                "Set HOTSEAT_HOME to a folder that you may write to."
            ) from None
        if not writable:
            raise HomeUnusable(
                f"The data folder {self.path} cannot be written to. Nothing was changed. "
                "Correct its rights, or set HOTSEAT_HOME to another folder."
            )

    def launch_token(self) -> str:
        """The token that the app's address carries; made at the first call, the same ever after."""
        try:
            handle = os.open(self.token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            kept = self.token.read_text(encoding="ascii").strip()
            return kept or self._renewed_token()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(token := secrets.token_urlsafe(32))
        return token

    def _renewed_token(self) -> str:
        """A new token in place of an empty file, which a crash between creating and writing leaves."""
        self.token.unlink()
        return self.launch_token()


def learner_home() -> Home:
    """The folder that HOTSEAT_HOME names, or the platform's place for a user's data."""
    named = os.environ.get("HOTSEAT_HOME")
    return Home(Path(named).expanduser().resolve() if named else platformdirs.user_data_path("hotseat", appauthor=False))
