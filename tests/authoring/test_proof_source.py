"""A proof is read by its syntax tree: nothing of it runs."""

from pathlib import Path

from hotseat.authoring.proof_source import proof_source
from tests.authoring.items import whole

SOURCE = """\
# %% Grüße: offsets are counted in bytes
from hotseat import proof
from hotseat.proof import claim, probe, service

raise SystemExit("this must not run")


@claim("one")
def first() -> bool:
    def observed() -> int:
        return 1

    if observed():
        return True
    return (
        observed() == 1
    )


@proof.claim("two")
def second() -> bool:
    return service("postgres") == "ü"


@probe
def truth(size: int) -> int:
    return size


@proof.probe
def other() -> int:
    return 0
"""


def test_claims_probes_and_services_are_found(tmp_path: Path) -> None:
    folder = whole(tmp_path, "explain")
    (folder.path / "proof.py").write_text(SOURCE)
    source = proof_source(folder)
    assert source is not None
    assert [claim for claim, _ in source.claims] == ["one", "two"]
    assert [function.name for function in source.probes] == ["truth", "other"]
    assert source.services() == {"postgres"}


def test_a_claims_own_returns_are_found_and_not_those_of_the_observed_program(tmp_path: Path) -> None:
    folder = whole(tmp_path, "explain")
    (folder.path / "proof.py").write_text(SOURCE)
    source = proof_source(folder)
    assert source is not None
    text = source.text.encode()
    returns = {(claim, text[begin:end].decode()) for claim, begin, end in source.returns()}
    assert returns == {
        ("one", "return True"),
        ("one", "return (\n        observed() == 1\n    )"),
        ("two", 'return service("postgres") == "ü"'),
    }


def test_a_service_function_of_its_own_is_not_a_server(tmp_path: Path) -> None:
    folder = whole(tmp_path, "explain")
    (folder.path / "proof.py").write_text("def service(name): ...\nservice('liveness')\n")
    source = proof_source(folder)
    assert source is not None
    assert source.services() == set()


def test_no_proof_and_a_proof_that_does_not_parse_give_nothing(tmp_path: Path) -> None:
    folder = whole(tmp_path, "explain")
    (folder.path / "proof.py").write_text("def (")
    assert proof_source(folder) is None
    (folder.path / "proof.py").unlink()
    assert proof_source(folder) is None
