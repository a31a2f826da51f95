import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from hotseat.web.boot import known_migrations
from tests.web.process import run_in, start_in

SET_UP = "import sys; from pathlib import Path; from hotseat.web.boot import setup; setup(Path(sys.argv[1]))"


def refusal(home: Path) -> str:
    """What setting up on this folder says instead of doing it."""
    code = f"from hotseat.web.home import HomeUnusable\ntry:\n    {SET_UP}\nexcept HomeUnusable as error:\n    print(error)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
    )
    return done.stdout


def digest(path: Path) -> str:
    """What the file holds, in short."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_empty_folder_is_made_ready_and_opened_again(tmp_path: Path) -> None:
    run_in(tmp_path / "home", "finished()")
    assert run_in(tmp_path / "home", "print(len(actions.attempts()))").strip() == "1"


def test_the_store_writes_ahead_syncs_fully_and_checks_references(tmp_path: Path) -> None:
    code = """
from django.db import connection
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
        print(cursor.execute(f"PRAGMA {name}").fetchone()[0], end=" ")
print(connection.transaction_mode, connection.settings_dict["ATOMIC_REQUESTS"])
"""
    assert run_in(tmp_path / "home", code).split() == ["wal", "2", "1", "20000", "IMMEDIATE", "False"]


def test_data_in_todays_form_is_opened_without_loading_the_migrations(tmp_path: Path) -> None:
    run_in(tmp_path / "home", "")
    told = run_in(tmp_path / "home", "print('django.db.migrations.executor' in sys.modules)")
    assert told.strip() == "False"


def test_data_of_a_newer_hotseat_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_in(home, "finished()")
    database = home / "hotseat.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '0099_from_the_future', '2030-01-01')"
        )
    before = digest(database)
    assert "newer Hotseat" in refusal(home)
    assert "0099_from_the_future" in refusal(home)
    assert "Nothing was changed. Get the newest Hotseat, or set HOTSEAT_HOME" in refusal(home)
    assert digest(database) == before


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "hotseat.sqlite3").write_bytes(b"my shopping list, which is longer than a header" * 50)
    before = digest(home / "hotseat.sqlite3")
    assert "damaged or is no database" in refusal(home)
    assert digest(home / "hotseat.sqlite3") == before


def test_older_data_is_copied_before_its_form_changes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_in(home, "finished()")
    newest = max(name for name in known_migrations() if "." not in name)
    with closing(sqlite3.connect(home / "hotseat.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'records' AND name = ?", (newest,))
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'records%_no_%'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    assert run_in(home, "print(len(actions.attempts()))").strip() == "1"
    with closing(sqlite3.connect(home / "backups" / f"before-{newest}.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM records_attempt").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'records%_no_%'").fetchone() == (0,)


def test_data_from_before_there_were_resumes_gains_their_tables_after_a_copy(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_in(home, "finished()")
    with closing(sqlite3.connect(home / "hotseat.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'resume'")
        for table in ("resume_event", "resume_pageread"):
            connection.execute(f"DROP TABLE {table}")
    assert run_in(home, "from hotseat.web.resume import models; print(models.Event.objects.count())").strip() == "0"
    [copy] = (home / "backups").glob("before-resume.*.sqlite3")
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM records_attempt").fetchone() == (1,)


def test_processes_that_start_together_make_the_tables_once(tmp_path: Path) -> None:
    started = [start_in(tmp_path / "home", "finished(); print('done')") for _ in range(3)]
    assert [process.communicate(timeout=60)[0].strip() for process in started] == ["done"] * 3
    assert run_in(tmp_path / "home", "print(len(actions.attempts()))").strip() == "3"


def test_writes_of_several_processes_wait_for_each_other(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_in(home, "")
    writing = [start_in(home, "for minute in range(8): finished(minute)\nprint('done')") for _ in range(3)]
    assert [process.communicate(timeout=60)[0].strip() for process in writing] == ["done"] * 3
    assert run_in(home, "print(len(actions.attempts()))").strip() == "24"
