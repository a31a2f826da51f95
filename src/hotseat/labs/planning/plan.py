"""A plan: the steps of a run. Load, keys, amounts and faults follow from it; the machine's own scheduling does not."""

from collections.abc import Mapping

import msgspec

FORMAT_VERSION = 1


class NotAPlan(ValueError):
    """The text is not a plan. It says what is wrong."""


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One small scenario on data of its own.

    `act` names it, `seed` is what its keys and amounts are drawn from, `sizes` are numbers that may be made smaller while
    it still fails, each with its least value in `least`. `lands` are the faults without which the step says nothing.
    """

    id: str
    stage: int
    act: str
    seed: int
    sizes: dict[str, int] = {}
    least: dict[str, int] = {}
    choices: dict[str, str] = {}
    lands: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The steps, in the order in which they are taken."""

    format_version: int
    lab: str
    seed: int
    stage: int
    quick: bool = False
    steps: tuple[Step, ...] = ()

    def text(self) -> bytes:
        """The plan as JSON."""
        return msgspec.json.format(msgspec.json.encode(self)) + b"\n"

    def stages(self) -> Mapping[int, tuple[Step, ...]]:
        """The steps by their stage, in order."""
        numbers = sorted({step.stage for step in self.steps})
        return {number: tuple(step for step in self.steps if step.stage == number) for number in numbers}

    @classmethod
    def parse(cls, text: bytes) -> "Plan":
        """The plan that this JSON tells. Raises `NotAPlan`."""
        try:
            plan = msgspec.json.decode(text, type=cls)
        except msgspec.DecodeError as error:
            raise NotAPlan(f"It is no plan of a lab: {error}.") from None
        if plan.format_version != FORMAT_VERSION:
            raise NotAPlan(f"It has format_version {plan.format_version}; this Hotseat reads {FORMAT_VERSION}.")
        if not plan.steps:
            raise NotAPlan("It has no step.")
        return plan
