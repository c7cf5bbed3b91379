"""Whose signatures an act needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from actors.ledger.business.assets import may
from actors.ledger.records import gateway_of
from actors.modules.registration.commands import (
    Act,
    Interconnect,
    NonTradeTransfer,
    OpenNominees,
    Pledge,
    ReleasePledge,
    RepairBreaks,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.registration.module import Registration


class Need(NamedTuple):
    """A signature: of this institution, of who may debit this account, or of another one with this role."""

    institution: int = 0
    account: int = 0
    role: str = ""

    def met_by(self, ledger: Ledger, signer: int) -> bool:
        """Whether the institution's signature is the one (a role's must come from somebody else than the others')."""
        if self.role:
            return may(ledger, signer, self.role)
        if self.account:
            return ledger.may_debit(signer, self.account)
        return signer == self.institution


def needs(ledger: Ledger, books: Registration, act: Act) -> list[Need]:
    """Every signature that the act needs."""
    match act:
        case OpenNominees():
            return [Need(act.first), Need(act.second)]
        case Interconnect():
            return [Need(act.host), Need(act.home)]
        case Pledge():
            return [Need(account=act.source), Need(gateway_of(act.collateral))]
        case NonTradeTransfer():
            return [Need(gateway_of(act.source)), Need(gateway_of(act.target))]
        case ReleasePledge():
            one = books.pledges.get((act.institution, act.number))
            if one is None:
                return []
            return [Need(account=one.source), Need(gateway_of(one.collateral))]
        case RepairBreaks():
            return [Need(act.depository), Need(role="regulator")]


def missing(ledger: Ledger, wanted: Sequence[Need], signed: Sequence[int]) -> list[Need]:
    """The signatures that are still to come. Nobody signs alone for itself and for a role (四眼原则)."""
    named = [one for one in wanted if not one.role]
    found = {one for one in signed if any(need.met_by(ledger, one) for need in named)}
    left = [need for need in named if not any(need.met_by(ledger, one) for one in signed)]
    others = [one for one in signed if one not in found]
    roles = [need for need in wanted if need.role]
    return left + [need for need in roles if not any(need.met_by(ledger, one) for one in others)]
