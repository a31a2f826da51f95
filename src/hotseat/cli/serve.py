"""Start the app on 127.0.0.1 and open the browser.

Prints the address, which carries the launch token: who can read it may use the app. Ctrl-C stops it; nothing is lost.
"""

import argparse

EXAMPLES = """\
  hotseat serve                                  # a free port, and the browser
  hotseat serve --port 8080 --no-browser         # for a browser of your own
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--port", type=int, metavar="N", help="the port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open nothing")


def run(options: argparse.Namespace) -> int:
    """Serve until the person stops it."""
    from hotseat.web.serve import serve

    return serve(options.port, not options.no_browser)
