"""Runs a predicted program inside the sandbox: `main([file])`. Nothing imports this module."""

import json
import os
import runpy
import sys
import traceback


def main(arguments: list[str]) -> int:
    """Execute the file as `__main__`; what it prints leaves by standard output, an exception by standard error."""
    channel = int(os.environ.pop("HOTSEAT_CHANNEL"))
    (path,) = arguments
    sys.argv = [path]
    code = 0
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException as error:
        code = 1
        print("".join(traceback.format_exception_only(error)), end="")
    sys.stdout.flush()
    os.write(channel, json.dumps({"exit": code}).encode() + b"\n")
    return 0
