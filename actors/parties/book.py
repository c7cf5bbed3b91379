"""An institution's own book: its clients' accounts, with names, and the bonds it knows. Names stay here."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from actors.base.canonical import Canonical
from actors.base.digest import tagged
from actors.base.keys import SigningKey
from actors.ledger.records import account_number
from actors.modules.bond import BondTerms
from actors.modules.trading.rules import TradingRules
from actors.parties.requests import ORDER_AGE_MS_MAX, Client

CLIENTS_MAX: Final = 1 << 20
NAME_BYTES_MAX: Final = 200


class AccountEntered(Canonical, tag=1):
    """A client's account was given out."""

    client: Client


class TermsEntered(Canonical, tag=2):
    """A bond's terms became known, from its issuer depository (institution ``depository``)."""

    terms: BondTerms
    depository: int


class ReferencesUsed(Canonical, tag=3):
    """References up to ``last`` of this institution's own counter were given out."""

    last: int


class OrderTaken(Canonical, tag=4):
    """The order of this number was begun; a repeat after a restart is not obeyed again."""

    number: bytes
    asked_ms: int


class RulesSet(Canonical, tag=5):
    """A venue trades under these rules from now on."""

    rules: TradingRules


BookEntry = AccountEntered | TermsEntered | ReferencesUsed | OrderTaken | RulesSet


class Book:
    """What an institution knows and the ledger does not."""

    def __init__(self, institution: int, secret: bytes) -> None:
        """An empty book. ``secret`` keys the opaque owner ids."""
        self.institution = institution
        self.clients: dict[int, Client] = {}
        self.terms: dict[int, BondTerms] = {}
        self.depositories: dict[int, int] = {}
        self.next_number = 1
        self.last_reference = 0
        #: The rules that a venue was given; None: its own.
        self.rules: TradingRules | None = None
        #: Numbers of orders that were begun, and when they were signed (ms).
        self.orders: dict[bytes, int] = {}
        self._secret = secret
        #: Owner ids by what clients are known by.
        self._identified: dict[str, int] = {}

    def owner_of(self, name: str) -> int:
        """The opaque id of a client: 64 bits of a keyed hash of the name, never 0."""
        digest = hmac.new(self._secret, name.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "little") or 1

    def owner_with(self, identifier: str) -> int:
        """The opaque id of the client of this identifier, or 0: none is in the book."""
        return self._identified.get(identifier, 0) if identifier else 0

    def new_number(self) -> int:
        """The next free account number of this institution."""
        number = account_number(self.institution, self.next_number)
        self.next_number += 1
        return number

    def enter(self, entry: BookEntry) -> None:
        """Take an entry, now or at recovery."""
        match entry:
            case AccountEntered(client):
                self.clients[client.account] = client
                if client.identifier:
                    self._identified.setdefault(client.identifier, client.owner)
                self.next_number = max(self.next_number, (client.account & (1 << 48) - 1) + 1)
            case TermsEntered(terms, depository):
                self.terms[terms.asset] = terms
                self.depositories[terms.asset] = depository
            case ReferencesUsed(last):
                self.last_reference = max(self.last_reference, last)
            case RulesSet(rules):
                self.rules = rules
            case OrderTaken(number, asked_ms):
                self.orders[number] = asked_ms
                self._forget_orders(asked_ms)

    def _forget_orders(self, newest_ms: int) -> None:
        """Forget orders too old to be repeated: their signatures are refused for their age."""
        while self.orders:
            number, asked_ms = next(iter(self.orders.items()))
            if asked_ms > newest_ms - 4 * ORDER_AGE_MS_MAX:
                return
            del self.orders[number]

    def why_no_room(self, more: int) -> list[str]:
        """Why the book does not take so many more accounts."""
        if len(self.clients) + more <= CLIENTS_MAX:
            return []
        return [f"the book has room for {CLIENTS_MAX} accounts; close some first"]


def why_no_name(name: str) -> list[str]:
    """Every reason why this is no client's name."""
    if not name.strip():
        return ["a client without a name; give the name that stands on the contract"]
    if len(name.encode()) > NAME_BYTES_MAX:
        return [f"the name {name[:20]!r}… has more than {NAME_BYTES_MAX} bytes; shorten it"]
    return []


def secret_of(key: SigningKey, market: bytes) -> bytes:
    """The institution's secret for owner ids: made from its key (Ed25519 is deterministic), never stored."""
    return tagged("owners", key.sign("owners", market))
