"""A custodian's halves of confirmed deals: own checks, records, and where each reference went."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.base.batch import Batch, Lane
from actors.ledger.records import RECORD, Class, Kind, Records
from actors.parties.book import Book
from actors.parties.confirmer import REFERENCE_SHIFT
from actors.parties.deals import Deals
from actors.parties.pricing import Pricer

#: References kept at hand; the oldest go first.
WHERE_MAX: Final = 2_000_000
_NUMBER = np.uint64(REFERENCE_SHIFT)


class Halves:
    """Where the own halves of each reference are, and how they come about."""

    def __init__(self, institution: int, book: Book) -> None:
        """The halves of one custodian over its book."""
        self.institution = institution
        self.book = book
        self.pricer = Pricer(book.terms)
        self._sold: dict[int, tuple[int, int]] = {}
        self._bought: dict[int, tuple[int, int]] = {}

    def where(self, reference: int, buyer: bool = False) -> tuple[int, int] | None:
        """(sequence, record) of the own half of a deal, or None. With both sides own: the seller's, or ``buyer``'s."""
        first, second = (self._bought, self._sold) if buyer else (self._sold, self._bought)
        return first.get(reference) or second.get(reference)

    def note(self, batch: Batch) -> None:
        """Note where the halves of an own batch are; the first batch with a reference counts."""
        if batch.header.lane != Lane.BULK:
            return
        records = np.frombuffer(batch.payload, RECORD)
        sequence = batch.header.sequence
        for kind, places in ((Kind.DELIVER, self._sold), (Kind.RECEIVE, self._bought)):
            own = np.flatnonzero(records["kind"] == kind)
            for record, reference in zip(own.tolist(), records["reference"][own].tolist(), strict=True):
                places.setdefault(reference, (sequence, record))
            while len(places) > WHERE_MAX:
                del places[next(iter(places))]

    def sequence_of(self, deals: Deals) -> int:
        """The batch that carries these deals already, or 0: a letter may come twice."""
        found = self.where(int(deals["reference"][0]))
        return found[0] if found else 0

    def why_refused(self, deals: Deals, sender: int, at_issue: bool) -> list[str]:
        """Every reason why own clients' sides of these deals are not instructed."""
        faults: list[str] = []
        names = (
            "reference",
            "seller",
            "buyer",
            "quantity",
            "amount",
            "price",
            "asset",
            "cash",
            "date",
            "convention",
        )
        for row in zip(*(deals[name].tolist() for name in names), strict=True):
            reference, seller, buyer, quantity, amount, price, asset, cash, date, convention = row
            wrong = [
                reason
                for account in (seller, buyer)
                if account >> REFERENCE_SHIFT == self.institution
                for reason in self._side_faults(account, cash, at_issue)
            ]
            if reference >> REFERENCE_SHIFT != sender:
                wrong.append(f"the reference is not one of institution {sender}'s")
            if self.institution not in (seller >> REFERENCE_SHIFT, buyer >> REFERENCE_SHIFT):
                wrong.append("no side of it is kept here")
            try:
                full = self.pricer.amount(asset, quantity, price, date, convention)
                if full != amount:
                    wrong.append(f"the amount {amount} fen is not the full price; {full} fen is")
            except ValueError as problem:
                wrong.append(str(problem))
            faults.extend(f"deal {reference}: {reason}" for reason in wrong)
        return faults

    def _side_faults(self, account: int, cash: int, at_issue: bool) -> list[str]:
        client = self.book.clients.get(account)
        if client is None:
            return [f"account {account} is not in the book; check its number, or open it"]
        if client.class_ != Class.OWN and not (at_issue and client.class_ == Class.ISSUANCE):
            return [f"account {account} is no client's own account; name one"]
        if not any(asset == cash for asset, _ in client.cash):
            return [f"account {account} has no account for cash asset {cash}; link one"]
        return []

    def of(self, deals: Deals) -> Records:
        """Halves of the own sides of checked deals: the sellers', then the buyers'. Shape (own sides,)."""
        sellers = deals[deals["seller"] >> _NUMBER == np.uint64(self.institution)]
        buyers = deals[deals["buyer"] >> _NUMBER == np.uint64(self.institution)]
        return np.concatenate(
            [
                self._side(sellers, Kind.DELIVER, "seller", "buyer"),
                self._side(buyers, Kind.RECEIVE, "buyer", "seller"),
            ]
        )

    def _side(self, deals: Deals, kind: Kind, own: str, other: str) -> Records:
        rows: Records = np.zeros(len(deals), RECORD)
        rows["kind"] = int(kind)
        rows["counterparty"] = (deals[other] >> _NUMBER).astype(np.uint16)
        rows["account"] = deals[own]
        clients = self.book.clients
        pairs = zip(deals[own].tolist(), deals["cash"].tolist(), strict=True)
        rows["contra"] = np.array([dict(clients[account].cash)[cash] for account, cash in pairs], np.uint64)
        for name in ("reference", "asset", "quantity", "cash", "amount"):
            rows[name] = deals[name]
        return rows
