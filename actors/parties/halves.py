"""A custodian's halves of confirmed deals: own checks, records, and where each reference went."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.base.batch import Batch, Lane
from actors.ledger.records import RECORD, Class, Kind, Records
from actors.parties.book import Book
from actors.parties.confirmer import REFERENCE_SHIFT, not_the_full_price
from actors.parties.deals import Deals
from actors.parties.pricing import Pricer
from actors.parties.refusal import Fault

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

    def why_refused(self, deals: Deals, sender: int, at_issue: bool) -> list[Fault]:
        """Every reason why own clients' sides of these deals are not instructed."""
        faults: list[Fault] = []
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
                fault
                for side, account in (("seller", seller), ("buyer", buyer))
                if account >> REFERENCE_SHIFT == self.institution
                for fault in self._side_faults(side, account, cash, at_issue)
            ]
            if reference >> REFERENCE_SHIFT != sender:
                text = f"the reference is not one of institution {sender}'s"
                wrong.append(Fault(text, ("reference",)))
            if self.institution not in (seller >> REFERENCE_SHIFT, buyer >> REFERENCE_SHIFT):
                wrong.append(Fault("no side of it is kept here", ("seller", "buyer")))
            wrong += self._amount_faults(asset, quantity, amount, price, date, convention)
            number = reference & (1 << REFERENCE_SHIFT) - 1
            faults.extend(Fault(f"deal {number}: {fault.text}", fault.fields) for fault in wrong)
        return faults

    def _amount_faults(
        self, asset: int, quantity: int, amount: int, price: int, date: int, convention: int
    ) -> list[Fault]:
        try:
            full = self.pricer.amount(asset, quantity, price, date, convention)
        except ValueError:
            return self.pricer.why_unpriced(asset, date, convention)
        return [] if full == amount else [not_the_full_price(amount, full)]

    def _side_faults(self, side: str, account: int, cash: int, at_issue: bool) -> list[Fault]:
        client = self.book.clients.get(account)
        if client is None:
            return [Fault(f"account {account} is not in the book; check its number, or open it", (side,))]
        faults: list[Fault] = []
        if client.class_ != Class.OWN and not (at_issue and client.class_ == Class.ISSUANCE):
            faults.append(Fault(f"account {account} is no client's own account; name one", (side,)))
        if not any(asset == cash for asset, _ in client.cash):
            text = f"account {account} has no account for cash asset {cash}; link one"
            faults.append(Fault(text, (side, "cash")))
        return faults

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
