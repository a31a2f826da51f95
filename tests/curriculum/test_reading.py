"""One mechanism reads every file, and says what is wrong in a sentence with its fix."""

from pathlib import Path

import pytest

from hotseat.curriculum.reading import MAX_TEXT, Strict, Unreadable, read_text, read_toml, require_version


class Form(Strict):
    name: str
    count: int = 0


def test_text_is_utf8_and_of_a_sane_size(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text("größer\n", encoding="utf-8")
    assert read_text(path) == "größer\n"
    for data, message in (
        (b"gr\xf6\xdfer", "It is not UTF-8 (byte 2)."),
        (b"x" * (MAX_TEXT + 1), "It is 400,001 bytes; 400,000 is"),
    ):
        path.write_bytes(data)
        with pytest.raises(Unreadable) as error:
            read_text(path)
        assert message in str(error.value)
        assert error.value.where == str(path)
        assert error.value.fix
    with pytest.raises(Unreadable, match="cannot be read"):
        read_text(tmp_path / "nothing.md")
    with pytest.raises(Unreadable, match="cannot be read"):
        read_text(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "a"\nnmae = "b"', "unknown field `nmae`"),
        ("count = 1", "missing required field `name`"),
        ('name = "a"\ncount = "many"', "Expected `int`, got `str` - at `$.count`"),
        ("name = ", "It is not TOML"),
        ('name = "a"\nname = "b"', "It is not TOML"),
    ],
)
def test_a_slip_is_an_error_that_names_it(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "file.toml"
    path.write_text(text)
    with pytest.raises(Unreadable) as error:
        read_toml(path, Form)
    assert message in str(error.value)
    assert "Fix: " in str(error.value)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_text('name = "a"\n')
    assert read_toml(path, Form) == Form(name="a", count=0)


def test_another_version_is_refused(tmp_path: Path) -> None:
    require_version(tmp_path, 1)
    with pytest.raises(Unreadable, match=r"It has format_version 2; this Hotseat reads 1\."):
        require_version(tmp_path, 2)
