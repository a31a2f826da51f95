"""The channel between the judge and a run, and how a run ends."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hotseat.core.item import Limits
from hotseat.jail import landlock
from hotseat.sandbox import Cancelled, Ended, EndedBy, NoProtection, Program, Sandbox, bubblewrap, open_sandbox, protection
from tests.processes import alive_with, marker, wait_until


def program(body: str, limits: Limits = Limits()) -> Program:
    source = "import json, os, sys, time\ndef main(arguments):\n    channel = int(os.environ['HOTSEAT_CHANNEL'])\n" + "".join(
        f"    {line}\n" for line in body.strip().splitlines()
    )
    return Program("tried", ("one", "two"), {"tried.py": source.encode(), "data/deep.txt": b"\x00\xff"}, limits)


def ended(sandbox: Sandbox, body: str, limits: Limits = Limits(), patience: float = 20) -> tuple[Ended, str]:
    with sandbox.start(program(body, limits)) as run, pytest.raises(Ended) as caught:
        run.receive(patience)
    return caught.value, run.output


def test_messages_go_both_ways_and_keep_their_order(sandbox: Sandbox) -> None:
    body = """
for line in os.fdopen(channel, "rb"):
    os.write(channel, line)
"""
    with sandbox.start(program(body)) as run:
        for number in range(50):
            run.send({"n": number, "text": "é\n" * number})
        assert [run.receive(20) for _ in range(50)] == [{"n": n, "text": "é\n" * n} for n in range(50)]


def test_arguments_and_files_arrive(sandbox: Sandbox) -> None:
    body = "os.write(channel, json.dumps([arguments, list(open('data/deep.txt', 'rb').read())]).encode() + b'\\n')"
    with sandbox.start(program(body)) as run:
        assert run.receive(20) == [["one", "two"], [0, 255]]


def test_what_it_prints_is_collected_apart(sandbox: Sandbox) -> None:
    end, output = ended(sandbox, "print('to out'); print('to err', file=sys.stderr); sys.stdout.flush(); return 3")
    assert (end.by, end.code) == (EndedBy.ITSELF, 3)
    assert "to out" in output
    assert "to err" in output


def test_what_is_not_text_is_shown_as_escapes(sandbox: Sandbox) -> None:
    _, output = ended(sandbox, "os.write(1, b'\\xff\\xfe ok'); return 0")
    assert output == "\\xff\\xfe ok"


def test_an_output_flood_ends_it(sandbox: Sandbox) -> None:
    end, output = ended(sandbox, "while True: os.write(1, b'x' * 4096)", Limits(output_kib=16))
    assert end.by is EndedBy.OUTPUT
    assert len(output) == 16 << 10


def test_silence_ends_it(sandbox: Sandbox) -> None:
    end, _ = ended(sandbox, "time.sleep(60)", patience=0.3)
    assert end.by is EndedBy.SILENCE


@pytest.mark.parametrize("noise", [b"not json\n", b"[" * 100_000 + b"\n", b"x" * (9 << 20)])
def test_noise_on_the_channel_ends_it(sandbox: Sandbox, noise: bytes) -> None:
    source = f"data = {noise[:20]!r} * {len(noise) // 20 + 1} + b'\\n'\nwhile data: data = data[os.write(channel, data):]\ntime.sleep(60)"
    end, _ = ended(sandbox, source, Limits(memory_mib=512))
    assert end.by is EndedBy.NOISE


def test_a_run_that_is_no_longer_wanted_is_killed(sandbox: Sandbox) -> None:
    word = marker()
    wanted = True
    body = f"os.execv(sys.executable, [sys.executable, '-S', '-c', 'import time; time.sleep(60)', '{word}'])"
    with sandbox.until(lambda: not wanted).start(program(body)) as run, pytest.raises(Ended):
        run.receive(0.2)
    with sandbox.until(lambda: not wanted).start(program(body)) as run:
        wait_until(lambda: alive_with(word))
        wanted = False
        with pytest.raises(Cancelled):
            run.receive(60)
    wait_until(lambda: not alive_with(word))


def test_an_end_stays_the_end(sandbox: Sandbox) -> None:
    with sandbox.start(program("return 0")) as run:
        for _ in range(2):
            with pytest.raises(Ended) as caught:
                run.receive(20)
            assert caught.value.by is EndedBy.ITSELF
        run.send("nobody listens")


def test_without_protection_nothing_runs_unless_the_learner_agreed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bubblewrap, "executable", lambda: None)
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    monkeypatch.delenv(protection.CONSENT, raising=False)
    with pytest.raises(NoProtection, match=r"bubblewrap is not installed.*set HOTSEAT_ALLOW_UNCONTAINED=1"):
        open_sandbox(tmp_path)
    monkeypatch.setenv(protection.CONSENT, "1")
    assert not open_sandbox(tmp_path).protection.contained


def test_protection_that_does_not_work_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "executable", lambda: str(refusing))
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    monkeypatch.delenv(protection.CONSENT, raising=False)
    with pytest.raises(NoProtection, match="No permissions to create a new namespace"):
        open_sandbox(tmp_path)


def test_uncontained_runs_keep_the_other_limits(tmp_path_factory: pytest.TempPathFactory) -> None:
    with closing(Sandbox(protection.UNCONTAINED, tmp_path_factory.mktemp("cache"))) as bare:
        end, output = ended(bare, "while True: os.write(1, b'x' * 4096)", Limits(output_kib=16))
        assert end.by is EndedBy.OUTPUT
        end, output = ended(bare, "print(os.getcwd()); return 0")
        assert (end.by, end.code) == (EndedBy.ITSELF, 0)
        assert "hotseat-" in output


def test_asking_returns_what_was_asked(ask: Callable[..., Any]) -> None:
    assert ask("result = 6 * 7") == 42
