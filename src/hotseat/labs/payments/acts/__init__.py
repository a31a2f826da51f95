"""The acts of `payments/1`: small scenarios, each on data of its own. A plan's step names one of them."""

from collections.abc import Awaitable, Callable, Mapping

from hotseat.labs.payments.acts import concurrency, crashes, happy, load, lying
from hotseat.labs.payments.shop import Shop

type Act = Callable[[Shop], Awaitable[None]]

ACTS: Mapping[str, Act] = {
    act.__name__: act
    for act in (
        happy.charge,
        happy.manual,
        happy.refunds,
        happy.declined,
        happy.later,
        happy.refused,
        happy.pages,
        concurrency.duplicates,
        concurrency.refunds_at_once,
        concurrency.cancel_while_capturing,
        concurrency.scopes,
        concurrency.another_body,
        concurrency.at_once,
        concurrency.edges,
        concurrency.tail,
        crashes.killed,
        crashes.killed_and_late,
        crashes.killed_while_refunding,
        crashes.killed_after_201,
        lying.unknown,
        lying.webhook_first,
        lying.webhook_often,
        lying.webhook_reversed,
        lying.webhook_forged,
        lying.hung,
        load.load,
    )
}
