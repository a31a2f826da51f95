"""Real servers inside a run: started for it, gone with it."""

from pathlib import Path

import pytest

from hotseat.core.service import Service
from hotseat.proof.claims import Outcome
from hotseat.proof.records import ClaimDone, ProofDone, Shown
from hotseat.proof.runner import prove
from hotseat.sandbox import Ended, Program, Sandbox
from hotseat.services import MissingService, service
from tests.folders import folder
from tests.processes import wait_until

PROOF = """
    from hotseat.proof import claim, service, show


    @claim("postgres")
    def postgres_answers():
        import psycopg
        with psycopg.connect(service("postgres"), autocommit=True) as connection:
            connection.execute("create extension pageinspect")
            connection.execute("create table kept (n int)")
            show("version", connection.execute("show server_version_num").fetchone()[0])
            try:
                connection.execute("copy kept from program 'cat /etc/shadow'")
            except psycopg.Error as error:
                show("copy from program", type(error).__name__)
            return connection.execute("select count(*) from kept").fetchone() == (0,)

    @claim("valkey")
    def valkey_answers():
        import valkey
        client = valkey.from_url(service("valkey"))
        return client.set("k", "v") and client.get("k") == b"v" and client.dbsize() == 1
"""


def servers() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line = (path / "cmdline").read_bytes()
        except OSError:
            continue
        if b"/scratch/.postgres" in line or b"/scratch/.valkey" in line:
            found.append(line.decode(errors="replace"))
    return found


def test_a_run_has_servers_of_its_own_that_end_with_it(tmp_path: Path, sandbox: Sandbox) -> None:
    item = folder(tmp_path, "explain", 'seconds = 2\nservices = ["postgres", "valkey"]\n', proof_py=PROOF)
    for _ in range(2):  # the second run finds the prepared data, and nothing of the first one's
        told = list(prove(item, sandbox))
        assert [record.outcome for record in told if isinstance(record, ClaimDone)] == [Outcome.HOLDS, Outcome.HOLDS], told
        assert isinstance(told[-1], ProofDone)
        (version,) = [int(record.value) for record in told if isinstance(record, Shown) and record.label == "version"]
        assert version >= 180000
    wait_until(lambda: not servers())


def test_a_server_that_does_not_start_is_told(sandbox: Sandbox) -> None:
    broken = Service("broken", "", (), ("/bin/false",), "{scratch}/socket", "nowhere", ())
    with sandbox.start(Program("hotseat.proof.inside", ("proof.py",), {"proof.py": b""}, services=(broken,))) as run:
        with pytest.raises(Ended) as ended:
            run.receive(30)
        assert ended.value.code == 1
        assert "broken ended at once with exit code 1" in run.output


def test_a_server_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotseat.services.SERVICES", {"postgres": lambda: None})
    with pytest.raises(MissingService, match="postgres is not installed here"):
        service("postgres")
