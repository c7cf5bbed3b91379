"""One move along its path: which accounts change, what refuses it, and doing it. Source: docs/spec/postings.md."""

from __future__ import annotations

from dataclasses import dataclass

from actors.ledger.records import Class
from actors.ledger.status import Status
from cluster.simulator.model.authority import ground_of
from cluster.simulator.model.state import Asset, Debit, Position, State


@dataclass(frozen=True, slots=True)
class Move:
    """``quantity`` of ``asset`` from ``source`` to ``target``; None as source issues, None as target redeems.

    ``from_omnibus`` and ``to_omnibus``: whether the path passes the root on that side.
    """

    asset: Asset
    source: int | None
    target: int | None
    quantity: int

    @property
    def from_omnibus(self) -> bool:
        """Whether the source's gateway is debited at the root."""
        return _passes_root(self.asset.root, self.source, self.target)

    @property
    def to_omnibus(self) -> bool:
        """Whether the target's gateway is credited at the root."""
        return _passes_root(self.asset.root, self.target, self.source)

    def debited(self, state: State) -> list[int | None]:
        """Accounts that lose, own account first; None where an omnibus account is missing."""
        return _side(state, self.asset.root, self.source, self.from_omnibus)

    def credited(self, state: State) -> list[int | None]:
        """Accounts that gain, own account last; None where an omnibus account is missing."""
        return _side(state, self.asset.root, self.target, self.to_omnibus)[::-1]

    def frozen(self, state: State) -> set[Status]:
        """Freezes on the debited accounts."""
        found = set()
        for place, account in enumerate(self.debited(state)):
            if account is not None and state.accounts[account].order:
                found |= {Status.OMNIBUS_FROZEN} if place else _own_frozen(self.asset)
        if (self.source, self.asset.number) in state.frozen_lines:
            found.add(Status.LINE_FROZEN)
        for account in self.debited(state):
            if account is not None and account >> 48 in state.stopped and not self._returns(state, account):
                found.add(Status.GATEWAY_FROZEN)
        return found

    def _returns(self, state: State, account: int) -> bool:
        """Whether what is claimed at the account goes back to whoever keeps it."""
        if self.target is None:
            return True
        return self.target >> 48 == account >> 48 and state.accounts[self.target].class_ == Class.ISSUANCE

    def faults(self, state: State, earmarked: bool = False) -> set[Status]:
        """Everything that refuses this leg. ``earmarked``: the debit comes out of the earmarks."""
        found = set()
        for place, account in enumerate(self.debited(state)):
            if account is None:
                found.add(Status.NO_OMNIBUS)
                continue
            held = state.position(account, self.asset.number)
            if (held.earmarked if earmarked else held.available) < self.quantity:
                found.add(_short(self.asset, place))
        for account in self.credited(state):
            if account is None:
                found.add(Status.NO_OMNIBUS)
            elif state.position(account, self.asset.number).total + self.quantity > state.limit(
                account, self.asset.number
            ):
                found.add(Status.LIMIT_EXCEEDED)
            elif account >> 48 in state.authorising and not state.has_line(account, self.asset.number):
                found.add(Status.LINE_NOT_AUTHORISED)
        return found

    def post(self, state: State, by: int, earmarked: str = "", granted: str = "") -> None:
        """Do it; ``by`` is the institution whose signature moves it. Nothing may refuse it any more.

        ``earmarked``: the ground of the earmark out of which it is done, if it is; ``granted``: what allows the debit
        where no signature does.
        """
        for place, account in enumerate(self.debited(state)):
            assert account is not None
            change = (0, -self.quantity) if earmarked else (-self.quantity, 0)
            ground = (not place and earmarked) or ground_of(state, by, account, on_path=place > 0) or granted
            state.debits.append(Debit(account, self.asset.number, self.quantity, by, ground))
            post(state, account, self.asset.number, *change)
        for account in self.credited(state):
            assert account is not None
            post(state, account, self.asset.number, self.quantity, 0)

    def hold(self, state: State, sign: int) -> None:
        """Earmark (``sign`` 1) or free (−1) the quantity on the debited accounts."""
        for account in self.debited(state):
            assert account is not None
            post(state, account, self.asset.number, -sign * self.quantity, sign * self.quantity)


def post(state: State, account: int, asset: int, available: int, earmarked: int) -> None:
    """Change one position. Nothing is ever negative."""
    held = state.position(account, asset)
    after = Position(held.available + available, held.earmarked + earmarked)
    assert after.available >= 0, f"{account:#x} would hold {after.available} of asset {asset}"
    assert after.earmarked >= 0, f"{account:#x} would hold {after.earmarked} earmarked of asset {asset}"
    state.put(state.positions, (account, asset), after)
    state.posted += 1


def _passes_root(root: int, near: int | None, far: int | None) -> bool:
    if near is None:
        return False
    gateway = near >> 48
    return gateway != root and (far is None or far >> 48 != gateway)


def _side(state: State, root: int, own: int | None, passes_root: bool) -> list[int | None]:
    if own is None:
        return []
    return [own, state.omnibus.get((root, own >> 48))] if passes_root else [own]


def _own_frozen(asset: Asset) -> set[Status]:
    return {Status.ACCOUNT_FROZEN, Status.CASH_ACCOUNT_FROZEN} if asset.money else {Status.ACCOUNT_FROZEN}


def _short(asset: Asset, place: int) -> Status:
    if asset.money:
        return Status.RESERVE_SHORT if place else Status.CASH_SHORT
    return Status.NOMINEE_SHORT if place else Status.SECURITIES_SHORT
