"""probes.toml: a learner's answers to the probes that their attempt's seed drew."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from hotseat.core.submission import Submission, SubmissionRefused

FILE = "probes.toml"


@dataclass(frozen=True, slots=True)
class ProbeAnswers:
    """The draw that was answered, and by probe id the text of each field.

    `asked` names the probes that were put to the learner, where it was not all of them: "I know this" asks two.
    """

    seed: int
    answers: Mapping[str, tuple[str, ...]]
    asked: tuple[str, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    seed: int
    answers: dict[str, list[str]] = {}
    asked: list[str] = []


def read(submission: Submission) -> ProbeAnswers:
    """The answers in a submission. Raises `SubmissionRefused` with what is wrong in the file."""
    try:
        file = msgspec.convert(tomllib.loads(submission.text(FILE)), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SubmissionRefused(
            f'{FILE}: {error}. It needs `seed = 7` and a table `[answers]` with lines like `probe-id = ["1"]`.'
        ) from None
    return ProbeAnswers(file.seed, {probe: tuple(fields) for probe, fields in file.answers.items()}, tuple(file.asked))


def write(answers: ProbeAnswers) -> bytes:
    """The answers as the file that `read` reads."""
    asked = [f"asked = {json.dumps(list(answers.asked))}"] if answers.asked else []
    lines = [f"seed = {answers.seed}", *asked, "[answers]"]
    lines += [f"{_quoted(probe)} = [{', '.join(map(_quoted, fields))}]" for probe, fields in answers.answers.items()]
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


def _quoted(text: str) -> str:
    """A TOML basic string: what JSON writes, but for DEL, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
