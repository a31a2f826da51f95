"""Every command: its name, what it does in a line, and the module that has its arguments and runs it.

A module is imported only when its command is used or its help is asked for, so that no command pays for another one.
"""

from typing import NamedTuple


class Command(NamedTuple):
    """One command. `group` is the heading under which help lists it."""

    name: str
    summary: str
    group: str

    @property
    def module(self) -> str:
        """The module with `arguments(parser)` and `run(options)`; its docstring is the command's description."""
        return "hotseat.cli." + self.name.replace(" ", "_").replace("import", "import_file").replace("export", "export_file")


PRACTICE, LABS, DATA, AUTHORING, MACHINE = "Practice", "Labs", "Your data", "Writing items", "This machine"

COMMANDS = (
    Command("serve", "start the app on 127.0.0.1 and open the browser", PRACTICE),
    Command("today", "what is due and what is new, within today's minutes", PRACTICE),
    Command("plan", "the weeks until the interview; sets the date, the days and the minutes too", PRACTICE),
    Command("show", "one item: its question, hints, answer or rubric", PRACTICE),
    Command("prove", "run an item's proof and watch its claims", PRACTICE),
    Command("start", "open an attempt and lay its files into a folder", PRACTICE),
    Command("submit", "judge an attempt, record it and rate it", PRACTICE),
    Command("watch", "judge the files in a folder at every save", PRACTICE),
    Command("judge", "judge files against an item, touching no history", PRACTICE),
    Command("resume", "your résumé line by line: read it, answer for it, cross-examine it", PRACTICE),
    Command("lab start", "lay out a lab's contract and starter, or a service with a bug to repair", LABS),
    Command("lab run", "judge the service in this folder by running it under load and faults", LABS),
    Command("lab explain", "judge a recorded history again, and tell what it shows", LABS),
    Command("lab replay", "run a plan again, some times, and say how often it failed", LABS),
    Command("lab verify", "judge a lab by its own right and wrong services", LABS),
    Command("export", "write everything you have into one file", DATA),
    Command("import", "take such a file in", DATA),
    Command("backup", "copy the database while the app may be running", DATA),
    Command("item list", "every item", AUTHORING),
    Command("item new", "lay out the folder of a new item", AUTHORING),
    Command("item lint", "read items and say what is wrong with them", AUTHORING),
    Command("item verify", "prove items by running their claims, mutations, probes and submissions", AUTHORING),
    Command("item refute", "keep a program that fooled the judge as one that it must reject", AUTHORING),
    Command("bench", "the project's benchmarks, from a checkout", MACHINE),
    Command("doctor", "what works on this machine, and how to get what does not", MACHINE),
)
