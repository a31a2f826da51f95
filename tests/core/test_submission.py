from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.core.submission import MAX_BYTES, MAX_FILES, Submission, SubmissionRefused

PATHS = st.text(st.sampled_from("ab./\\\0\n é\ud800"), max_size=12) | st.sampled_from(["a", "a/b", "a/b/c", "x" * 300])


def test_files_are_kept_in_the_order_of_their_names() -> None:
    assert list(Submission.of({"b.py": b"2", "a.py": b"1"}).files) == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no file"),
        ({f"{n}.py": b"" for n in range(MAX_FILES + 1)}, "holds 65 files; 64 is the most"),
        ({"a.py": b"x" * (MAX_BYTES + 1)}, "1,000,001 bytes; 1,000,000 is the most"),
    ],
)
def test_no_file_too_many_and_too_much_are_refused(files: dict[str, bytes], said: str) -> None:
    with pytest.raises(SubmissionRefused, match=said):
        Submission.of(files)


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../a.py", "a/../b.py", "a//b.py", "./a.py", "a/", "a\\b.py", "a\0.py", "a\n.py", "\ud800.py", "x" * 256],
)
def test_a_path_that_is_not_plain_is_refused(path: str) -> None:
    with pytest.raises(SubmissionRefused, match="not a plain relative path"):
        Submission.of({path: b""})


def test_a_name_that_is_both_file_and_folder_is_refused() -> None:
    with pytest.raises(SubmissionRefused, match="'a' is both a file and a folder"):
        Submission.of({"a": b"", "a-b": b"", "a/b": b""})


def test_text_drops_a_byte_order_mark_and_names_what_is_wrong() -> None:
    submission = Submission.of({"a.py": b"\xef\xbb\xbfpass", "latin.py": b"caf\xe9"})
    assert submission.text("a.py") == "pass"
    with pytest.raises(SubmissionRefused, match=r"has no b.py. Its files: a.py, latin.py"):
        submission.text("b.py")
    with pytest.raises(SubmissionRefused, match=r"latin.py is not UTF-8 text \(byte 3\)"):
        submission.text("latin.py")


@settings(deadline=None)
@given(st.dictionaries(PATHS, st.binary(max_size=4), max_size=4))
def test_whatever_is_not_refused_can_be_written_below_a_folder(files: dict[str, bytes]) -> None:
    try:
        kept = Submission.of(files).files
    except SubmissionRefused:
        return
    assert dict(kept) == files
    paths = [PurePosixPath(path) for path in kept]
    assert all(
        str(path) == name and not path.is_absolute() and ".." not in path.parts for path, name in zip(paths, kept, strict=True)
    )
    assert all(len(part.encode()) <= 255 for path in paths for part in path.parts)
    assert not {parent for path in paths for parent in path.parents} & set(paths)
