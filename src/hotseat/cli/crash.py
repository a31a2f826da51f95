"""What a person reads when Hotseat fails in a way that nobody foresaw."""

import sys
import traceback
from datetime import datetime
from pathlib import Path


def told(error: Exception) -> str:
    """One sentence on what happened, and where the details are; the details themselves where no file can be written."""
    details = "".join(traceback.format_exception(error))
    happened = f"Hotseat failed: {type(error).__name__}: {str(error).strip() or 'no message'}."
    try:
        path = _write(details)
    except OSError:
        return f"{happened} What was saved before is kept. No log could be written, so here is all of it:\n{details}"
    return f"{happened} What was saved before is kept. The details are in {path}; please attach them when you report it."


def _write(details: str) -> Path:
    """Write the details to a new file in the data folder's logs."""
    import platform
    import tempfile

    import hotseat
    from hotseat.web.home import learner_home

    folder = learner_home().path / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now().astimezone()
    with tempfile.NamedTemporaryFile(
        "w", dir=folder, prefix=f"{now:%Y-%m-%d-%H%M%S}-", suffix=".log", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"{now.isoformat()}\nhotseat {hotseat.__version__}, {platform.platform()}, Python {sys.version}\n")
        file.write(f"hotseat {' '.join(sys.argv[1:])}\n\n{details}")
        return Path(file.name)
