"""The business lane: typed commands. Source: docs/spec/records.md, Typed commands.

Each rule yields AUTHORISE, then VALIDATE, and applies. Any fault found in a phase is an acceptable status.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from actors.base.batch import Batch
from actors.base.canonical import Canonical, MalformedBytes
from actors.base.roster import why_not_next
from actors.ledger import commands
from actors.ledger.status import Status
from cluster.simulator.model import coupon
from cluster.simulator.model.authority import has_role
from cluster.simulator.model.dates import is_date
from cluster.simulator.model.postings import post
from cluster.simulator.model.rules import DONE, Ruling, Steps, fault, refused, rule_on
from cluster.simulator.model.state import UNITS_MAX, Asset, State

if TYPE_CHECKING:
    from cluster.simulator.model.plain import PlainLedger


def execute(state: State, batch: Batch, plain: PlainLedger | None = None) -> list[Ruling]:
    """Rule on every command of a batch, in order; those of modules by ``plain``, if the market has any."""
    head = batch.header
    try:
        read = commands.read(bytes(batch.payload), plain.kinds if plain else commands.Command)
    except MalformedBytes:
        read = ()
    if len(read) != head.count:
        return [refused(Status.MALFORMED)] * head.count
    if plain is None:
        return [rule_on(state, _RULES[type(one)](state, head.institution, one)) for one in read]
    return [
        _own(state, plain, head.institution, one) if type(one) in _RULES else plain.execute(head, at, one)
        for at, one in enumerate(read)
    ]


def _own(state: State, plain: PlainLedger, by: int, command: Canonical) -> Ruling:
    """One of the ledger's own commands, which a module may have tightened and which modules may listen to."""
    more, mark = plain.tightened(by, command), state.mark()
    ruling = rule_on(state, _RULES[type(command)](state, by, command))
    if ruling.applied and more:
        state.roll_back(mark)
        return Ruling(more, False)
    if ruling.applied:
        plain.carried_out(by, command)
    return ruling


def _register(state: State, by: int, c: commands.RegisterAsset) -> Steps:
    role = {1: "custodian", 2: "central_bank"}.get(c.kind)
    if role is not None:
        yield fault(not has_role(state, by, role), Status.NOT_PERMITTED)
    codes = {asset.code for asset in state.assets.values()}
    yield (
        fault(not 1 <= c.asset <= 65535, Status.ASSET_NUMBER_INVALID)
        | fault(role is None or not 1 <= len(c.code.encode()) <= 32, Status.CODE_INVALID)
        | fault(not 1 <= c.face_fen < UNITS_MAX, Status.FACE_INVALID)
        | fault(c.asset in state.assets or c.code in codes, Status.ASSET_EXISTS)
    )
    row = Asset(c.asset, c.code, by, c.kind == 2, c.face_fen, c.listed)
    state.put(state.assets, c.asset, row)
    return DONE


def _list(state: State, by: int, c: commands.ListAsset) -> Steps:
    venue = has_role(state, by, "venue")
    yield from root_faults(state, by, c.asset, unless=venue)
    asset = state.assets[c.asset]
    yield fault(asset.listed, Status.ALREADY_LISTED)
    state.change_asset(c.asset, listed=True)
    return DONE


def _merge(state: State, by: int, c: commands.MergeAsset) -> Steps:
    yield from root_faults(state, by, c.tranche)
    tranche, parent = state.assets[c.tranche], state.assets.get(c.parent)
    if parent is None:
        yield {Status.ASSET_UNKNOWN, Status.MERGE_INVALID}
    else:
        alike = (tranche.root, tranche.money, tranche.face_fen) == (
            parent.root,
            parent.money,
            parent.face_fen,
        )
        yield (
            fault(not alike or tranche.number == parent.number, Status.MERGE_INVALID, Status.NOT_THE_ROOT)
            | fault(parent.merged_into != 0, Status.ASSET_MERGED)
            | fault(coupon.unfixed(state, c.tranche), Status.COUPON_UNPAID)
            | fault(tranche.issued + parent.issued >= UNITS_MAX, Status.ISSUED_TOO_LARGE)
        )
        merge_lines(state, c.tranche, c.parent)
        state.change_asset(c.tranche, issued=0, merged_into=c.parent)
        state.change_asset(c.parent, issued=parent.issued + tranche.issued)
    return DONE


def merge_lines(state: State, tranche: int, parent: int) -> None:
    """Every position of the tranche becomes one of the parent."""
    for (account, held), position in list(state.positions.items()):
        if held == tranche:
            post(state, account, tranche, -position.available, -position.earmarked)
            post(state, account, parent, position.available, position.earmarked)


def _open_date(state: State, by: int, c: commands.OpenDate) -> Steps:
    yield fault(not has_role(state, by, "venue", "regulator"), Status.NOT_PERMITTED)
    yield (
        fault(not is_date(c.date), Status.DATE_INVALID)
        | fault("open" in state.dates, Status.DATE_OPEN)
        | fault(c.date <= state.dates.get("last", 0), Status.DATE_NOT_LATER)
    )
    state.put(state.dates, "open", c.date)
    state.put(state.dates, "last", c.date)
    return DONE


def _close_date(state: State, by: int, c: commands.CloseDate) -> Steps:
    yield fault(not has_role(state, by, "venue", "regulator"), Status.NOT_PERMITTED)
    yield fault(state.dates.get("open") != c.date, Status.DATE_NOT_OPEN) | fault(
        not is_date(c.date), Status.DATE_INVALID
    )
    state.drop(state.dates, "open")
    state.put(state.dates, "closed", c.date)
    coupon.fix_all(state, c.date)
    return DONE


def _link_cash(state: State, by: int, c: commands.LinkCash) -> Steps:
    yield fault(c.account >> 48 != by, Status.NOT_THE_GATEWAY)
    yield (
        fault(c.account not in state.accounts, Status.ACCOUNT_UNKNOWN)
        | fault(c.cash_account not in state.accounts, Status.CONTRA_UNKNOWN)
        | fault(c.account == c.cash_account, Status.SAME_ACCOUNT)
    )
    state.change_account(c.account, cash_account=c.cash_account)
    return DONE


def _change_roster(state: State, by: int, c: commands.ChangeRoster) -> Steps:
    yield fault(not has_role(state, by, "regulator"), Status.NOT_PERMITTED)
    yield fault(bool(state.rosters), Status.ROSTER_PENDING) | fault(
        bool(why_not_next(state.roster, c.signed)), Status.ROSTER_REFUSED
    )
    state.put(state.rosters, state.roster.epoch + 1, c.signed)
    return DONE


def root_faults(state: State, by: int, number: int, unless: bool = False) -> Steps:
    """Only the root of asset ``number`` may go on, or anyone ``unless`` allows; it must be an asset that lives."""
    asset = state.assets.get(number)
    refusals = {Status.NOT_THE_ROOT, Status.NOT_PERMITTED}
    if asset is None:
        yield refusals | {Status.ASSET_UNKNOWN}
    elif asset.merged_into:  # it has no root any more
        yield refusals | {Status.ASSET_MERGED, Status.ALREADY_LISTED}
    else:
        yield fault(asset.root != by and not unless, *refusals)
    return set()


_RULES: Final[dict[type, Callable[[State, int, Any], Steps]]] = {
    commands.RegisterAsset: _register,
    commands.ListAsset: _list,
    commands.MergeAsset: _merge,
    commands.OpenDate: _open_date,
    commands.CloseDate: _close_date,
    commands.DeclareCoupon: coupon.declare,
    commands.PayCoupon: coupon.pay,
    commands.LinkCash: _link_cash,
    commands.ChangeRoster: _change_roster,
}
