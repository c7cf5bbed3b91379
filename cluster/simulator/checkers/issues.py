"""P2 of issues: bids, orders, keys and listings come in their turn. Judged from the certified outcomes, apart from the module.

Source: docs/spec/issuance.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from actors.base.canonical import Canonical
from actors.ledger.commands import MergeAsset
from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from cluster.simulator.checkers.told import Told


@dataclass(slots=True)
class _Auction:
    """An issue as announced, and who published a key. ``ended``: sheets that their bidder or the issuer ended."""

    issuer: int
    terms: com.Terms
    openers: set[int] = field(default_factory=set)
    ended: set[tuple[int, int]] = field(default_factory=set)
    called_off: bool = False
    listed: bool = False


def in_turn(everything: list[Told]) -> list[str]:
    """P2: bids and orders are taken in their window only, by ledger time; sheets stay sealed until both openers published
    their keys; the lead alone closes a book; a tap joins its parent when its issue is listed.
    """
    faults: list[str] = []
    auctions: dict[int, _Auction] = {}
    for one in everything:
        issue = getattr(one.command, "issue", None)
        known = auctions.get(issue) if isinstance(issue, int) else None
        if isinstance(one.command, MergeAsset) and one.status is Status.DONE:
            faults.extend(_why_not_joined(one, one.command, auctions))
        if one.late and known is not None and isinstance(one.command, com.SealBid):
            faults.extend(_why_early(one, known, one.command))
        elif not one.late and one.status in (Status.DONE, Status.QUEUED):
            if isinstance(one.command, com.AnnounceIssue):
                auctions[one.command.issue] = _Auction(one.by, one.command.terms)
            elif known is not None and one.command is not None:
                faults.extend(_heard(one, known, one.command))
    return faults


def _heard(one: Told, known: _Auction, command: Canonical) -> list[str]:
    table = known.terms.timetable
    match command:
        case com.SealBid():
            if command.replaces:
                known.ended.add((one.by, command.replaces))
            return _why_outside(one, table)
        case com.PlaceOrder() | com.CancelOrder():
            return _why_outside(one, table)
        case com.AllocateBook():
            return _why_not_closed(one, known)
        case com.ListIssue():
            known.listed = True
        case com.WithdrawBid():
            known.ended.add((one.by, command.number))
            return _why_outside(one, table)
        case com.CancelIssue():
            known.called_off = True
        case com.PublishKey():
            known.openers.add(one.by)
            if one.time_ms < table.closes_ms:
                return [f"P2: {one.where}: a key of issue {command.issue} was taken before the close"]
    return []


def _why_not_closed(one: Told, known: _Auction) -> list[str]:
    """A book is closed by its lead, when its window has closed."""
    faults = []
    if one.by != known.terms.lead:
        faults.append(f"P2: {one.where}: institution {one.by} closed a book that {known.terms.lead} leads")
    if one.time_ms < known.terms.timetable.closes_ms:
        faults.append(f"P2: {one.where}: a book was closed while orders are taken")
    return faults


def _why_not_joined(one: Told, command: MergeAsset, auctions: dict[int, _Auction]) -> list[str]:
    return [
        f"P2: {one.where}: tranche {command.tranche} joined {command.parent} before issue {number} listed it"
        for number, known in auctions.items()
        if known.terms.bond.asset == command.tranche and not known.listed
    ]


def _why_outside(one: Told, table: com.Timetable) -> list[str]:
    if table.opens_ms <= one.time_ms < table.closes_ms:
        return []
    return [f"P2: {one.where}: taken at {one.time_ms}, the window is {table.opens_ms} to {table.closes_ms}"]


def _why_early(one: Told, known: _Auction, command: com.SealBid) -> list[str]:
    """A sheet ends by its bidder, with its issue, or when both keys are there."""
    if known.called_off or (one.by, command.number) in known.ended:
        return []
    if known.openers >= {known.issuer, known.terms.depository}:
        return []
    return [
        f"P2: {one.where}: the sheet of issue {command.issue} was judged ({one.status.name}) with the keys of "
        f"{sorted(known.openers)} alone"
    ]
