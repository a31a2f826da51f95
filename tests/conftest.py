import signal
from collections.abc import Iterator
from contextlib import closing

import hypothesis
import pytest

from hotseat.judges.examiner.examiners import Examiners
from hotseat.judges.protocol import Tools
from hotseat.sandbox import Sandbox, open_sandbox

# A shell starts its background jobs with interrupts ignored, and children inherit that: the tests interrupt theirs.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, however busy the machine: a run that fails can be repeated.
hypothesis.settings.register_profile("hotseat", derandomize=True, deadline=None)
hypothesis.settings.load_profile("hotseat")


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox that this machine gives, with a cache of this run's own."""
    own = open_sandbox(tmp_path_factory.mktemp("sandbox-cache"))
    yield own
    own.close()


@pytest.fixture
def tools(sandbox: Sandbox) -> Iterator[Tools]:
    """The sandbox, and examiners of this test's own."""
    with closing(Examiners()) as examiners:
        yield Tools(sandbox, examiners)
