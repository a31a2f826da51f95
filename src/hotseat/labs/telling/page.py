"""A report as one page that needs nothing else: no script, no address."""

from collections.abc import Mapping
from html import escape
from typing import Any

from hotseat.core.report import Report

STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --dim: #60656c; --paper: #fcfcfa; --line: #d5d8dc; --bad: #b42318;
  --good: #1a7f4b; --open: #8a6100; --band: #f3d6d2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --dim: #a3a9b0; --paper: #16181a; --line: #3a3f45; --bad: #ff8f85;
  --good: #6fd39b; --open: #e5b94f; --band: #4a2420; } }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
.facts { color: var(--dim); margin: 0; font-variant-numeric: tabular-nums; }
.wrong_answer, .crashed { color: var(--bad); } .accepted { color: var(--good); } .inconclusive { color: var(--open); }
blockquote { margin: .75rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--dim); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.wide { overflow-x: auto; } svg.space-time { display: block; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .time { fill: var(--dim); } svg .lane { font-weight: 600; font-size: 13px; }
svg .life { stroke: var(--line); } svg .arrow line, svg .tip { stroke: var(--dim); fill: none; }
svg .arrow.strong line, svg .arrow.strong .tip { stroke: var(--bad); stroke-width: 2; }
svg .arrow.strong text { font-weight: 600; }
svg .mark circle { fill: var(--dim); } svg .effect circle { fill: var(--ink); } svg .mark.strong circle { fill: var(--bad); }
svg .kill path { stroke: var(--bad); stroke-width: 2.5; } svg .dead { fill: var(--band); }
"""


def page(report: Report, title: str, drawing: str) -> str:
    """The page: the verdict in a sentence, the counter-example with its picture, the invariants, what landed, the load."""
    evidence = report.evidence
    told = evidence.get("counter_example")
    parts = [
        "<!doctype html>",
        '<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<main><p class="facts">{escape(report.item)}</p><h1>{escape(title)}</h1>',
        f'<p><strong class="{report.verdict.value}">{report.verdict.value}</strong> {escape(report.message)}</p>',
        f'<p class="facts">{_facts(report)}</p>',
        _counter_example(report, told, drawing) if told else "",
        _invariants(report),
        _counts(evidence),
        "</main></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _facts(report: Report) -> str:
    evidence = report.evidence
    quick = ", quick" if evidence["quick"] else ""
    return f"seed {evidence['seed']}, stages 1 to {evidence['stage']}{quick}, {report.seconds:.0f} s"


def _counter_example(report: Report, told: Mapping[str, Any], drawing: str) -> str:
    broke = told.get("reproduced")
    again = f" Run again, it failed {broke[0]} times of {broke[1]}." if broke else ""
    steps = f"The smallest plan that shows it: {', '.join(told['steps'])}." if "steps" in told else ""
    return "".join(
        (
            "<h2>The history in which it breaks</h2>",
            "" if told["says"] in report.message else f"<p>{escape(told['says'])}</p>",
            f"<blockquote>{escape(told['invariant'])}: {escape(told['clause'])}</blockquote>",
            f'<p class="facts">{escape(steps + again)}</p>',
            f'<div class="wide" tabindex="0" role="region" aria-label="Diagram">{drawing}</div>',
        )
    )


def _invariants(report: Report) -> str:
    rows = "".join(
        f'<tr><td class="{case.verdict.value}">{case.verdict.value}</td><td>{escape(case.name)}'
        f"{'<br>' + escape(case.message) if case.message else ''}</td></tr>"
        for case in report.cases
    )
    return f"<h2>The invariants</h2><table><tr><th>verdict</th><th>sentence of the contract</th></tr>{rows}</table>"


def _counts(evidence: Mapping[str, Any]) -> str:
    landed = "".join(f"<tr><td>{escape(what)}</td><td>{count}</td></tr>" for what, count in evidence["landed"].items())
    found = f"<h2>Faults that landed</h2><table><tr><th>fault</th><th>times</th></tr>{landed}</table>" if landed else ""
    for load in evidence["load"]:
        found += (
            f"<h2>Load</h2><p>{load['sent']} requests at {load['rate']:.0f} a second, {load['errors']} lost. "
            f"Half were answered within {load['p50'] * 1000:.0f} ms, 99 of 100 within {load['p99'] * 1000:.0f} ms, "
            f"from when each was due. The judge's own requests left at most {load['lag_p99'] * 1000:.0f} ms late, "
            "but for one in a hundred.</p>"
        )
    return found
