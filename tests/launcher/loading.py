"""The launcher as a module, for tests of its parts."""

import functools
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

LAUNCHER = Path(__file__).parents[2] / "hotseat"


@functools.cache
def launcher() -> ModuleType:
    """The launcher, not run. It has no `.py` suffix, so its loader must be named."""
    loader = SourceFileLoader("launcher", str(LAUNCHER))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module
