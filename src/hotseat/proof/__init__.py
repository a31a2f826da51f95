"""What a proof.py imports: claims that run, probes that compute truths, evidence that is shown.

    from hotseat.proof import claim, paired_ratio, probe, show

    @claim("set-always-hashes")
    def every_lookup_hashes_once() -> bool:
        found = [hashes_of(key) for key in keys]
        show("hashes per lookup", max(found))
        return all(count == 1 for count in found)

Light on purpose (standard library only): it is imported inside the sandbox by every proof.
"""

from hotseat.proof.claims import Outcome, claim, probe
from hotseat.proof.evidence import chart, show
from hotseat.proof.ratio import Ratio, paired_ratio
from hotseat.proof.service import service

__all__ = ["Outcome", "Ratio", "chart", "claim", "paired_ratio", "probe", "service", "show"]
