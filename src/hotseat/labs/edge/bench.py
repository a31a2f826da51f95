"""What an act has in its hands: the service, the provider, the recorder, and a client that records what it does."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hotseat.labs.edge.http import Request, ask
from hotseat.labs.edge.processes import Down, Process, Service
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.history import Fault, Landed, Op

ANSWER = 10.0
"""Seconds after which a request counts as unanswered: several times what any contract allows."""


@dataclass(frozen=True)
class Bench:
    """One run's tools. `slowness` stretches every deadline on a slow machine."""

    service: Service
    recorder: Recorder
    slowness: float

    async def send(
        self,
        call: str,
        method: str,
        target: str,
        *,
        step: str,
        tenant: str = "",
        key: str = "",
        body: Mapping[str, Any] | bytes | None = None,
        given: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        keep: Collection[str] = (),
        proc: Process | None = None,
        want: dict[str, Any] | None = None,
        within: float | None = None,
        seconds: float = ANSWER,
    ) -> Op:
        """Send a request to a process, by default the next in turn, and record it with its answer and the headers to `keep`.

        Raises `Down` when the service has ended by itself: nothing after that says anything.
        """
        if self.service.down.is_set():
            raise Down
        proc = proc or self.service.pick()
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"content-type": "application/json"} if data else {}
        sent |= {"x-tenant": tenant} if tenant else {}
        sent |= {"idempotency-key": key} if key else {}
        began = self.recorder.now()
        answer = await ask(proc.port, Request(method, target, sent | dict(headers or {}), data), seconds * self.slowness)
        if answer.why in ("refused", "reset") and proc.serving:
            await proc.looked_after()
        got = answer.json() if answer.code else None
        op = Op(
            step=step,
            call=call,
            began=began,
            ended=self.recorder.now(),
            code=answer.code,
            tenant=tenant,
            key=key,
            proc=proc.name,
            given=dict(given if given is not None else body if isinstance(body, Mapping) else {}),
            got=got if got is not None else answer.body[:200].decode(errors="replace") or None,
            headers={name: value for name, value in answer.headers.items() if name in keep},
            why=answer.why,
            want=want,
            within=None if within is None else within * self.slowness,
        )
        self.recorder.record(op)
        return op

    def landed(self, step: str, what: str) -> None:
        """Record that a fault met the service where it was meant to."""
        self.recorder.record(Landed(step=step, what=what, at=self.recorder.now()))

    def fault(self, step: str, what: str, about: str = "") -> None:
        """Record something that the judge does to the world."""
        self.recorder.record(Fault(step=step, what=what, at=self.recorder.now(), about=about))
