"""The committed scripts are what the committed sources build. Checked by hashes, so that no Node is needed."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
BUILD = ROOT / "src/hotseat/web/static/build"
MANIFEST = json.loads((BUILD / "manifest.json").read_text())
AGAIN = "Run `npm ci && npm run build` in frontend/ and commit what it writes."


def digest(path: Path) -> str:
    """The file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_source_is_the_one_that_was_built() -> None:
    sources = [*sorted(FRONTEND.glob("src/*")), *(FRONTEND / name for name in ("build.mjs", "package.json", "package-lock.json"))]
    assert {str(path.relative_to(FRONTEND)): digest(path) for path in sources} == MANIFEST["inputs"], AGAIN


def test_every_built_file_is_the_one_that_was_written() -> None:
    built = {path.name: digest(path) for path in BUILD.iterdir() if path.name != "manifest.json"}
    assert built == MANIFEST["outputs"], AGAIN


def test_the_lock_names_no_registry() -> None:
    lock = (FRONTEND / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in "".join(line for line in lock.splitlines() if '"url"' not in line)
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text()
