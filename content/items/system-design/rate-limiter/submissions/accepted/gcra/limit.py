"""The policy, as one number for each key: when its bucket will be full again (GCRA, a leaky bucket told as a time)."""

import os
import sqlite3
from contextlib import closing

PATH = os.path.join(os.environ["LAB_DATA"], "limit.db")
BURST = 10
EVERY = 200
"""Milliseconds that each request uses up: five a second."""


def prepare() -> None:
    """Make the table."""
    with closing(_open()) as db:
        db.execute("CREATE TABLE IF NOT EXISTS buckets (key TEXT PRIMARY KEY, full_at INTEGER NOT NULL)")


def wait(key: str, now: int) -> int:
    """Milliseconds until a request of this key may come; 0 lets this one through and counts it."""
    with closing(_open()) as db:
        # IMMEDIATE: what is decided in here no other process decides at the same time.
        db.execute("BEGIN IMMEDIATE")
        row = db.execute("SELECT full_at FROM buckets WHERE key = ?", (key,)).fetchone()
        full_at = max(now, row[0] if row else now)
        if full_at > now + BURST * EVERY:
            full_at = now  # the clock was set back: no bucket takes longer than that to fill
        over = full_at + EVERY - (now + BURST * EVERY)
        if over <= 0:
            db.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?)", (key, full_at + EVERY))
        db.execute("DELETE FROM buckets WHERE key IN (SELECT key FROM buckets WHERE full_at < ? LIMIT 2)", (now - 60_000,))
        db.execute("COMMIT")
    return max(0, over)


def _open() -> sqlite3.Connection:
    return sqlite3.connect(PATH, timeout=10.0, isolation_level=None)
