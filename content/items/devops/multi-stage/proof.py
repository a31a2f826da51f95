# %% A model of the stages, not Docker: which of them are built, and what runs again
# Follows "Multi-stage builds" and "Build cache invalidation" of Docker's documentation (read in 2026). Nothing is built here.
import contextlib
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path

from hotseat.proof import Outcome, claim, probe, show


@dataclass
class Stage:
    """One FROM and what follows it. `needs` are the stages that it begins from or takes something from."""

    name: str
    base: str
    steps: list[str] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)


def stages_of(dockerfile: str) -> dict[str, Stage]:
    """The stages by name, in their order; one without a name is called by its number."""
    stages: dict[str, Stage] = {}
    for line in filter(None, (line.strip() for line in dockerfile.splitlines())):
        if line.startswith("FROM "):
            _, base, *named = line.split()
            stage = Stage(named[1] if named else str(len(stages)), base, [line], {base} & stages.keys())
            stages[stage.name] = stage
        else:
            stage.steps.append(line)
            stage.needs |= set(re.findall(r"from=(\w+)", line)) & stages.keys()
    return stages


def built(dockerfile: str, target: str = "", legacy: bool = False) -> list[str]:
    """The stages that a build of the target runs, by default of the last one: those it depends on, or all up to it."""
    stages = stages_of(dockerfile)
    target = target or list(stages)[-1]
    if legacy:
        names = list(stages)
        return names[: names.index(target) + 1]
    wanted, waiting = set(), [target]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += stages[name].needs
    return [name for name in stages if name in wanted]


EXAMPLE = """
FROM ubuntu AS base
RUN echo "base"
FROM base AS stage1
RUN echo "stage1"
FROM base AS stage2
RUN echo "stage2"
"""
SERVICE = """
FROM node:22 AS assets
COPY package.json .
RUN npm ci
COPY frontend .
RUN npm run build
FROM python:3.13 AS build
COPY requirements.txt .
RUN pip install --target /deps -r requirements.txt
FROM build AS test
COPY tests .
COPY app .
RUN pytest
FROM python:3.13-slim AS debug
COPY --from=build /deps /deps
RUN pip install debugpy
FROM python:3.13-slim AS final
COPY --from=build /deps /deps
COPY --from=assets /dist /static
COPY app .
CMD ["python", "-m", "app"]
"""


@probe
def stages_built(target: str, last: str) -> int:
    dockerfile = (
        SERVICE
        if last.startswith("as it is")
        else SERVICE.replace("COPY app .\nCMD", "COPY --from=test /report.xml .\nCOPY app .\nCMD")
    )
    return len(built(dockerfile, target))


@claim("only-what-the-target-needs")
def the_documented_example_builds_two_of_three() -> bool:
    new, old = built(EXAMPLE, "stage2"), built(EXAMPLE, "stage2", legacy=True)
    show("the documentation's example, target stage2: BuildKit, the legacy builder", [str(new), str(old)])
    return new == ["base", "stage2"] and old == ["base", "stage1", "stage2"]


@claim("a-test-stage-is-skipped")
def tests_that_nothing_depends_on_do_not_run() -> bool:
    plain = built(SERVICE)
    tied = built(SERVICE.replace("COPY app .\nCMD", "COPY --from=test /report.xml .\nCOPY app .\nCMD"))
    show("stages of a build of the last one", plain)
    show("when the last one copies the report of the tests", tied)
    return "test" not in plain and "test" in tied and "test" in built(SERVICE, "test")


def keys(dockerfile: str, context: dict[str, str]) -> dict[str, list[str]]:
    """A key for each step of each stage: its text, what it copies, and everything before it, in other stages too."""
    stages, found = stages_of(dockerfile), {}
    for name, stage in stages.items():
        state, found[name] = (found[stage.base][-1] if stage.base in found else stage.base), []
        for step in stage.steps:
            source = re.match(r"COPY (\w[\w.]*) ", step)
            copied = context.get(source[1], "") if source else ""
            other = [found[needed][-1] for needed in re.findall(r"from=(\w+)", step)]
            state = hashlib.sha256(f"{state}|{step}|{copied}|{other}".encode()).hexdigest()
            found[name].append(state)
    return found


CONTEXT = {"package.json": "1", "frontend": "1", "requirements.txt": "1", "app": "1", "tests": "1"}


def run_again(changed: str) -> dict[str, int]:
    """Steps of each stage of the last one's build that are not taken from the cache when that file or folder has changed."""
    before, after = keys(SERVICE, CONTEXT), keys(SERVICE, CONTEXT | {changed: "2"})
    return {name: sum(old != new for old, new in zip(before[name], after[name], strict=True)) for name in built(SERVICE)}


@probe
def steps_run_again(changed: str) -> int:
    return sum(run_again(changed).values())


@claim("stages-have-their-own-cache")
def a_change_runs_again_in_its_own_stage() -> bool:
    found = {changed: run_again(changed) for changed in CONTEXT}
    for changed, steps in found.items():
        show(f"steps that run again when {changed} changed", str(steps))
    return (
        found["app"] == {"assets": 0, "build": 0, "final": 2}
        and found["frontend"] == {"assets": 2, "build": 0, "final": 3}
        and not any(found["tests"].values())
    )


# %% What is in the image that is pulled: the layers of its last stage and its configuration
@dataclass
class Image:
    """What a stage has made: the files that a container sees, every file in any layer, and names in its configuration."""

    files: set[str] = field(default_factory=set)
    layers: set[str] = field(default_factory=set)
    config: set[str] = field(default_factory=set)


def images(dockerfile: str) -> list[Image]:
    """The image of each stage. Knows the few instructions that are used below."""
    made: dict[str, Image] = {}
    for name, stage in stages_of(dockerfile).items():
        below = made.get(stage.base, Image())
        image = made[name] = Image(set(below.files), set(below.layers), set(below.config))
        for step in stage.steps[1:]:
            words = step.split()
            added = set()
            if step.startswith("COPY --from="):
                added = {path for path in made[words[1].partition("=")[2]].files if path.startswith(words[2])}
            elif words[0] == "COPY":
                added = {"/root/" + words[1]}
            elif words[0] in ("ENV", "ARG"):
                image.config.add(words[1])
            elif words[1] == "rm":
                image.files.discard("/root/" + words[2])
            else:
                added = {"/usr/bin/gcc"} if "gcc" in words else {"/deps/django"}
            image.files |= added
            image.layers |= added
    return list(made.values())


def pulled(dockerfile: str) -> list[str]:
    """What somebody who pulls the last stage's image can find of a token and a compiler."""
    image = images(dockerfile)[-1]
    found = {
        "the token, in a layer": "/root/.netrc" in image.layers,
        "the token, in its configuration or history": "TOKEN" in image.config,
        "the compiler": "/usr/bin/gcc" in image.layers,
    }
    return [what for what, there in found.items() if there] or ["nothing of the kind"]


TOOLS = "FROM slim AS build\nRUN install gcc\nCOPY .netrc /root/\nRUN pip install\n"
BUILDS = {
    "one stage: install gcc, COPY .netrc, pip install, RUN rm .netrc": "FROM slim\nRUN install gcc\nCOPY .netrc /root/\nRUN pip install\nRUN rm .netrc",
    "gcc and COPY .netrc in a build stage; the last stage begins from slim and copies /deps": TOOLS
    + "FROM slim\nCOPY --from=build /deps /deps",
    "gcc and COPY .netrc in a build stage; the last stage begins from that stage (`FROM build`) and removes .netrc": TOOLS
    + "FROM build\nRUN rm .netrc",
    "gcc and COPY .netrc in a build stage; the last stage copies its whole root (`COPY --from=build / /`)": TOOLS
    + "FROM slim\nCOPY --from=build / /",
    "gcc, COPY .netrc and RUN rm .netrc in a build stage; the last stage copies its whole root": TOOLS
    + "RUN rm .netrc\nFROM slim\nCOPY --from=build / /",
    "gcc and ARG TOKEN in a build stage; the last stage copies /deps and has ARG TOKEN as well": (
        "FROM slim AS build\nRUN install gcc\nARG TOKEN\nRUN pip install\nFROM slim\nARG TOKEN\nCOPY --from=build /deps /deps"
    ),
}


@probe
def to_be_found(build: str) -> list[str]:
    return pulled(BUILDS[build])


@claim("only-the-last-stage-is-pulled")
def what_is_not_copied_stays_behind() -> bool:
    found = {build: pulled(dockerfile) for build, dockerfile in BUILDS.items()}
    for build, what in found.items():
        show(build, what)
    layer, config, compiler = "the token, in a layer", "the token, in its configuration or history", "the compiler"
    return list(found.values()) == [
        [layer, compiler],
        ["nothing of the kind"],
        [layer, compiler],
        [layer, compiler],
        [compiler],
        [config],
    ]


# %% What is copied must fit: real virtual environments and pip's own rules for wheels
@contextlib.contextmanager
def bundled_pip():
    """The pip that Python brings along, imported from its wheel; None where a distribution has taken it out."""
    ensurepip = importlib.util.find_spec("ensurepip")
    wheels = sorted(Path(ensurepip.origin).parent.glob("_bundled/pip-*.whl")) if ensurepip and ensurepip.origin else []
    if wheels:
        sys.path.insert(0, str(wheels[-1]))
    try:
        yield bool(wheels)
    finally:
        if wheels:
            sys.path.remove(str(wheels[-1]))


def runs(*command: str) -> str:
    """What a command prints, or the name of the error."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except OSError as error:
        return type(error).__name__


@claim("scripts-name-their-place")
def a_copied_environment_works_as_a_module_and_not_by_its_scripts() -> bool | Outcome:
    with bundled_pip() as here, tempfile.TemporaryDirectory() as folder:
        if not here:
            return Outcome.UNSHOWN
        from pip._vendor.distlib.scripts import ScriptMaker

        old, new = Path(folder, "build/venv"), Path(folder, "app/venv")
        venv.EnvBuilder(symlinks=True, with_pip=False).create(old)
        library = next(old.glob("lib/python*/site-packages"))
        (library / "tool.py").write_text("def main():\n    print('it runs')\n\nif __name__ == '__main__':\n    main()\n")
        maker = ScriptMaker(None, str(old / "bin"))
        maker.executable = str(old / "bin/python")
        maker.variants = {""}
        maker.make("tool = tool:main")
        before = runs(str(old / "bin/tool"))
        shutil.copytree(old, new, symlinks=True)
        shutil.rmtree(old)
        by_script, as_module = runs(str(new / "bin/tool")), runs(str(new / "bin/python"), "-m", "tool")
        first = (new / "bin/tool").read_text().splitlines()[0].replace(folder, "")
        outside = not (new / "bin/python").resolve().is_relative_to(folder)
    show("a console script where it was installed; copied to another path; as a module there", [before, by_script, as_module])
    show("the copied script's first line", first)
    show("the environment's python is a link to one outside of it", outside)
    return (
        (before, by_script, as_module) == ("it runs", "FileNotFoundError", "it runs")
        and first == "#!/build/venv/bin/python"
        and outside
    )


@claim("built-for-another-base")
def a_wheel_of_one_base_does_not_fit_another() -> bool | Outcome:
    with bundled_pip() as here:
        if not here:
            return Outcome.UNSHOWN
        from pip._vendor.packaging.tags import compatible_tags, cpython_tags
        from pip._vendor.packaging.utils import parse_wheel_filename

        def fits(wheel: str, python: tuple[int, int], platforms: list[str]) -> bool:
            """Whether a Python of that version on those platforms takes the wheel."""
            accepted = {*cpython_tags(python, platforms=platforms), *compatible_tags(python, platforms=platforms)}
            return not accepted.isdisjoint(parse_wheel_filename(wheel)[3])

        debian, alpine = ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64"], ["musllinux_1_2_x86_64"]
        compiled = "psycopg_binary-3.3.9-cp313-cp313-manylinux_2_17_x86_64.whl"
        pure = "django-6.1.3-py3-none-any.whl"
        found = [
            fits(compiled, (3, 13), debian),
            fits(compiled, (3, 13), alpine),
            fits(compiled, (3, 12), debian),
            fits(pure, (3, 12), alpine),
        ]
    show("a wheel compiled for 3.13 and glibc fits: the same, Alpine, 3.12", found[:3])
    show("a wheel of pure Python fits 3.12 on Alpine", found[3])
    return found == [True, False, False, True]
