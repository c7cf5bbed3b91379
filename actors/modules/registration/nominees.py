"""Nominee accounts that two depositories open for each other, and bonds that are held across.

A purchase stays at the host depository in the home depository's nominee account (notice of the People's Bank and the
CSRC, 2020 No. 7). Where that chain would come back to the bond's issuer depository nothing is held across: such a
bond goes home by custody transfer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger import records
from actors.ledger.business.assets import may, why_no_asset
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class, gateway_of
from actors.ledger.status import Status
from actors.modules.registration.books import books_of
from actors.modules.registration.commands import Interconnect, OpenNominees
from actors.modules.registration.state import Link

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_opened(ledger: Ledger, act: OpenNominees) -> list[Status]:
    """Every reason why the two accounts are not opened."""
    faults: list[Status] = []
    both = (act.first, act.second)
    if act.first == act.second or not all(may(ledger, one, "custodian") for one in both):
        return [Status.NOT_A_DEPOSITORY]
    sides = (
        (act.first, act.first_account, act.second, act.first_cash),
        (act.second, act.second_account, act.first, act.second_cash),
    )
    for keeper, account, nominee, cash in sides:
        if gateway_of(account) != keeper or not account & (1 << records.GATEWAY_SHIFT) - 1:
            faults.append(Status.NUMBER_INVALID)
        elif ledger.account(account) is not None:
            faults.append(Status.ACCOUNT_EXISTS)
        if ledger.omnibus(nominee, keeper):
            faults.append(Status.OMNIBUS_EXISTS)
        paid = ledger.account(cash)
        if paid is None or paid.class_ != Class.SETTLEMENT or not ledger.may_debit(nominee, cash):
            faults.append(Status.NOMINEE_CASH_INVALID)
    if not ledger.has_room(accounts=2):
        faults.append(Status.LEDGER_FULL)
    return list(dict.fromkeys(faults))


def open_(ledger: Ledger, act: OpenNominees) -> Status:
    """Open both, each with its dedicated cash account; every reason against it was asked for."""
    # APPLY
    for keeper, account, nominee, cash in (
        (act.first, act.first_account, act.second, act.first_cash),
        (act.second, act.second_account, act.first, act.second_cash),
    ):
        status = ledger.run(keeper, records.open_omnibus(account, nominee, nominee, cash))
        assert status is Status.DONE, status
    # EMIT
    return Status.DONE


def why_not_linked(ledger: Ledger, act: Interconnect) -> list[Status]:
    """Every reason why the bond is not held across."""
    faults = why_no_asset(ledger, act.asset)
    if act.host == act.home or not all(may(ledger, one, "custodian") for one in (act.host, act.home)):
        faults.append(Status.NOT_A_DEPOSITORY)
    asset = ledger.asset(act.asset)
    if asset is not None and asset.kind != AssetKind.SECURITY:
        faults.append(Status.NOT_A_SECURITY)
    if asset is not None and comes_back(ledger, act.asset, act.host, act.home):
        faults.append(Status.CIRCULAR_HOLDING)
    if Status.NOT_A_DEPOSITORY not in faults and not ledger.omnibus(act.home, act.host):
        faults.append(Status.NOT_NOMINEE_THERE)
    if (act.asset, act.home) in books_of(ledger).links:
        faults.append(Status.LINK_EXISTS)
    return faults


def comes_back(ledger: Ledger, asset: int, host: int, home: int) -> bool:
    """Whether clients of ``home`` would hold through ``host`` what ``home`` itself keeps at the beginning.

    The chain of holders runs from ``host`` by the links there are up to the issuer depository; ``home`` must not be
    on it.
    """
    links, at = books_of(ledger).links, host
    root = ledger.state.assets[asset]["root"]
    if home == root:
        return True
    while at != root:
        link = links.get((asset, at))
        if link is None:
            return False
        at = link.host
        if at == home:
            return True
    return False


def link(ledger: Ledger, act: Interconnect) -> Status:
    """Note that the bond is held across."""
    # APPLY
    books_of(ledger).links.put(Link(act.asset, act.host, act.home))
    # EMIT
    return Status.DONE
