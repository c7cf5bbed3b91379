"""P2 and P5 of disclosure: who signs for an issuer tells, and nothing that was told is ever gone.

Source: docs/spec/disclosure.md.
"""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.ledger.status import Status
from actors.modules.disclosure import commands as com
from actors.modules.disclosure.register import Register
from cluster.simulator.model.plain import PlainLedger
from cluster.simulator.model.watch import Watch


class DisclosureWatch(Watch):
    """Who signs for which issuer, and every version that was told."""

    def __init__(self) -> None:
        """Nobody discloses."""
        super().__init__()
        self._signs: dict[int, int] = {}
        self._told: list[tuple[int, int, int, int, int | None, bytes]] = []

    def done(self, plain: PlainLedger, by: int, command: Canonical, status: Status) -> None:
        """A signer is named, or something is disclosed."""
        match command:
            case com.RegisterIssuer(number=number, institution=signer):
                self._signs[number] = signer
            case com.ChangeDiscloser(issuer=number, institution=signer):
                self._signs[number] = signer
            case com.Disclose() as c:
                self._told.append((c.issuer, c.field, c.asset, c.period, c.value, c.digest))
                if self._signs.get(c.issuer) != by:
                    self.faults.append(
                        f"P2: institution {by} disclosed for issuer {c.issuer}, for which "
                        f"{self._signs.get(c.issuer)} signs"
                    )

    def commit_ended(self, plain: PlainLedger) -> None:
        """Every version stands on the shelf."""
        kept = [
            (one.issuer, one.field, one.asset, one.period, one.value, one.digest)
            for one in plain.module(Register).entries
        ]
        if sorted(map(repr, kept)) != sorted(map(repr, self._told)):
            self.faults.append(
                f"P5: {len(self._told)} disclosures were made, {len(kept)} are kept, or others"
            )
