"""P2: who may debit an account, and on what ground. Source: "Authority in one rule" in docs/spec/postings.md."""

from __future__ import annotations

from collections.abc import Iterable

from actors.ledger.records import Class
from cluster.simulator.model.state import Debit, State


def may_debit(state: State, institution: int, account: int) -> bool:
    """Whether it is the account's gateway, or the gateway gave it a mandate."""
    return account >> 48 == institution or (institution, account) in state.mandates


def has_role(state: State, institution: int, *roles: str) -> bool:
    """Whether the roster in force gives it one of ``roles``."""
    one = state.roster.institution(institution)
    return one is not None and any(one.may(role) for role in roles)


def ground_of(state: State, by: int, account: int, on_path: bool) -> str:
    """What allows ``by`` to debit ``account`` now; "" if nothing does."""
    row = state.accounts[account]
    if row.class_ == Class.OMNIBUS:
        return f"institution {row.gateway} opened it for {row.lower}" if on_path else ""
    if row.gateway == by:
        return f"institution {by} keeps it and signed"
    if (by, account) in state.mandates:
        return f"mandate of institution {row.gateway} to {by}, who signed"
    return ""


def unwarranted(debits: Iterable[Debit]) -> list[str]:
    """A sentence for every debit that nothing allowed."""
    return [
        f"institution {one.institution} debited {one.account:#x} by {one.quantity} of asset {one.asset} without authority"
        for one in debits
        if not one.ground
    ]
