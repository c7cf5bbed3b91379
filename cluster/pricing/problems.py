"""What may be wrong with a question about prices."""

from __future__ import annotations

from collections.abc import Sequence


class PricingProblem(ValueError):
    """A price, day, bond or convention that cannot be used; the text names the value and the remedy.

    ``faults``: every reason, one sentence each; the text joins them with "; ".
    """

    def __init__(self, *faults: str) -> None:
        """At least one sentence."""
        super().__init__("; ".join(faults))
        self.faults: Sequence[str] = faults
