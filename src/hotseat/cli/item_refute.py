"""Keep a submission that the judge was wrong about among an item's wrong submissions.

It is copied into the item's folder, then judged. `hotseat item verify` fails until the judge gives it the verdict that you say,
so it stays on the record that the judge was fooled once. Correct the item's cases, or the judge, until it does. Exit 1 when the
judge does not give that verdict yet.
"""

import argparse
import re
from pathlib import Path

from hotseat.cli import lookup
from hotseat.cli.exits import BROKEN, DONE, FAILED, Broken, UsageError
from hotseat.cli.reports import tell_report
from hotseat.cli.terminal import say
from hotseat.cli.tools import tools
from hotseat.core.report import Report
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.judges.registry import judge, single

WRONG = tuple(verdict.value for verdict in Verdict if verdict.about_the_submission and verdict is not Verdict.ACCEPTED)
EXAMPLES = """\
  hotseat item refute two-sum fooled.py --because "Gives the first pair, whatever the target is."
  hotseat item refute two-sum slow.py --verdict time_limit --because "Compares every pair."
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("item", metavar="ITEM", help="area/slug, or the slug alone where it is unique; a code or optimize item")
    parser.add_argument("file", metavar="FILE", type=Path, help="the program that the judge was wrong about")
    parser.add_argument("--verdict", choices=WRONG, default=WRONG[0], help="what it should get (default: wrong_answer)")
    parser.add_argument(
        "--because", metavar="SENTENCE", help="the mistake in a sentence; the file's first line where it has none"
    )


def run(options: argparse.Namespace) -> int:
    """Copy it, judge it, and say whether the judge is right about it by now."""
    folder = lookup.item(options.item)
    if folder.item.kind not in ("code", "optimize"):
        raise UsageError(f"{folder.item.id} is an item of kind {folder.item.kind}: a program is no submission to it.")
    submission = _submission(options.file, single(folder))
    source = next(iter(submission.files.values()))
    if not source.startswith(b"#"):
        if not options.because:
            raise UsageError(
                "Name the mistake with --because: a wrong submission begins with a comment that says it. Nothing was written."
            )
        source = f"# {options.because}\n".encode() + source
    path = folder.path / "submissions" / options.verdict / f"{_slug(options.because or options.file.stem)}.py"
    if path.exists():
        raise UsageError(f"{path} is there already. Nothing was written. Name the mistake otherwise with --because.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)
    except OSError as error:
        raise Broken(f"{path} cannot be written: {error.strerror}. Items are changed in a checkout of the project.") from None
    say(f"Kept as {path}")
    with tools() as use:
        *_, report = judge(folder, Submission.of({single(folder): source}), use, 1)
    assert isinstance(report, Report)
    tell_report(report)
    if report.verdict is Verdict.JUDGE_ERROR:
        return BROKEN
    if report.verdict == options.verdict:
        say(f"The judge says {options.verdict}: it is right about this one by now.")
        return DONE
    say(
        f"`hotseat item verify {folder.item.id}` fails until the judge says {options.verdict}. Delete the file to take this back."
    )
    return FAILED


def _submission(path: Path, name: str) -> Submission:
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name one file. Nothing was written.")
    try:
        return lookup.submission(path, single=name)
    except SubmissionRefused as refused:
        raise UsageError(f"{refused} Nothing was written.") from None


def _slug(text: str) -> str:
    """At most six of the text's words, as a file's name."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())[:6]) or "refuted"
