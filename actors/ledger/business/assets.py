"""Commands about assets and accounts' links: register, list, merge, link cash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from actors.ledger import tables
from actors.ledger.commands import LinkCash, ListAsset, MergeAsset, RegisterAsset
from actors.ledger.layout import ASSET, AssetKind, Rows, replaced
from actors.ledger.movements import FACE, MERGED
from actors.ledger.records import UNITS_MAX, gateway_of
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

ASSETS_MAX: Final = 65_535
CODE_BYTES_MAX: Final = 32
_ROOT_ROLE: Final = {int(AssetKind.SECURITY): "custodian", int(AssetKind.MONEY): "central_bank"}


def may(ledger: Ledger, institution: int, *roles: str) -> bool:
    """Whether the roster gives the institution one of these roles."""
    one = ledger.roster.institution(institution)
    return one is not None and any(one.may(role) for role in roles)


def why_no_asset(ledger: Ledger, asset: int) -> list[Status]:
    """Why this number names no living asset."""
    if not ledger.knows_asset(asset):
        return [Status.ASSET_UNKNOWN]
    return [Status.ASSET_MERGED] if ledger.state.assets[asset]["merged_into"] else []


def why_not_registered(ledger: Ledger, institution: int, command: RegisterAsset) -> list[Status]:
    """Every reason why the asset is not registered."""
    faults: list[Status] = []
    # AUTHORISE
    role = _ROOT_ROLE.get(command.kind)
    if role is not None and not may(ledger, institution, role):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if not 1 <= command.asset <= ASSETS_MAX:
        faults.append(Status.ASSET_NUMBER_INVALID)
    if role is None or not 1 <= len(command.code.encode()) <= CODE_BYTES_MAX:
        faults.append(Status.CODE_INVALID)
    if not 1 <= command.face_fen < UNITS_MAX:
        faults.append(Status.FACE_INVALID)
    if ledger.knows_asset(command.asset) or command.code in ledger.codes.values():
        faults.append(Status.ASSET_EXISTS)
    return faults


def register(ledger: Ledger, institution: int, command: RegisterAsset) -> Status:
    """Add the asset, with nothing issued."""
    # APPLY
    table = ledger.state.assets
    if command.asset >= table.size:
        grown = np.zeros(tables.power_above(command.asset + 1), ASSET)
        grown[: table.size] = table
        ledger.state = replaced(ledger.state, assets=grown)
    row = ledger.state.assets[command.asset]
    row["kind"], row["root"], row["face_fen"] = command.kind, institution, command.face_fen
    row["listed"] = int(command.listed)
    ledger.codes[command.asset] = command.code
    # EMIT
    return Status.DONE


def why_not_listed(ledger: Ledger, institution: int, command: ListAsset) -> list[Status]:
    """Every reason why the asset is not listed."""
    faults = why_no_asset(ledger, command.asset)
    # AUTHORISE
    root = int(ledger.state.assets[command.asset]["root"]) if not faults else 0
    if institution != root and not may(ledger, institution, "venue"):
        faults.insert(0, Status.NOT_PERMITTED)
    # VALIDATE
    if ledger.knows_asset(command.asset) and ledger.state.assets[command.asset]["listed"]:
        faults.append(Status.ALREADY_LISTED)
    return faults


def list_(ledger: Ledger, _institution: int, command: ListAsset) -> Status:
    """List the asset."""
    # APPLY
    ledger.state.assets[command.asset]["listed"] = 1
    # EMIT
    return Status.DONE


def why_not_merged(ledger: Ledger, institution: int, command: MergeAsset) -> list[Status]:
    """Every reason why the tranche does not merge into the parent."""
    faults = list(dict.fromkeys(why_no_asset(ledger, command.tranche) + why_no_asset(ledger, command.parent)))
    if faults:
        return faults
    tranche, parent = ledger.state.assets[command.tranche], ledger.state.assets[command.parent]
    # AUTHORISE
    if institution != tranche["root"]:
        faults.append(Status.NOT_THE_ROOT)
    # VALIDATE
    differs = any(tranche[name] != parent[name] for name in ("root", "kind", "face_fen"))
    if command.tranche == command.parent or differs:
        faults.append(Status.MERGE_INVALID)
    if int(tranche["issued"]) + int(parent["issued"]) >= UNITS_MAX:
        faults.append(Status.ISSUED_TOO_LARGE)
    if any(not one.fixed and one.declared.asset == command.tranche for one in ledger.coupons.values()):
        faults.append(Status.COUPON_UNPAID)
    lines, frozen = ledger.lines_of(command.tranche)
    if frozen:
        faults.append(Status.LINE_FROZEN)
    if not ledger.has_room(lines=lines):
        faults.append(Status.LEDGER_FULL)
    return faults


def merge(ledger: Ledger, _institution: int, command: MergeAsset) -> Status:
    """Turn every position, earmark and issued unit of the tranche into the parent's. Limits do not apply."""
    # APPLY
    held = ledger.standing()
    held = held[held["asset"] == command.tranche]
    ledger.merge_lines(command.tranche, command.parent)
    tranche, parent = ledger.state.assets[command.tranche], ledger.state.assets[command.parent]
    parent["issued"] += tranche["issued"]
    tranche["issued"], tranche["merged_into"] = 0, command.parent
    for module in ledger.modules:
        module.asset_merged(ledger, command.tranche, command.parent)
    # EMIT
    _note_merged(ledger, command, held[np.argsort(held["account"], kind="stable")])
    return Status.DONE


def _note_merged(ledger: Ledger, command: MergeAsset, held: Rows) -> None:
    """One row of history a position (HOLDING) that became the parent's."""
    rows = ledger.new_trades(held.size)
    rows["seller_account"] = rows["buyer_account"] = held["account"]
    rows["quantity"], rows["amount"] = held["available"], held["earmarked"]
    rows["asset"], rows["cash"] = command.tranche, command.parent
    rows["seller"] = ledger.state.assets[command.tranche]["root"]
    rows["status"], rows["kind"] = Status.DONE, MERGED


def change_face(ledger: Ledger, asset: int, fen: int, institution: int, reference: int) -> None:
    """Change the face of a unit by ``fen``: of a repayment it falls, and the quantity stays."""
    # APPLY
    ledger.state.assets[asset]["face_fen"] += fen
    # EMIT
    rows = ledger.new_trades(1)
    rows["asset"], rows["quantity"], rows["reference"], rows["seller"] = asset, fen, reference, institution
    rows["status"], rows["kind"] = Status.DONE, FACE


def why_not_linked(ledger: Ledger, institution: int, command: LinkCash) -> list[Status]:
    """Every reason why the accounts are not linked."""
    faults: list[Status] = []
    # AUTHORISE
    if gateway_of(command.account) != institution:
        faults.append(Status.NOT_THE_GATEWAY)
    # VALIDATE
    if ledger.account_row(command.account) < 0:
        faults.append(Status.ACCOUNT_UNKNOWN)
    if ledger.account_row(command.cash_account) < 0:
        faults.append(Status.CONTRA_UNKNOWN)
    return faults


def link(ledger: Ledger, _institution: int, command: LinkCash) -> Status:
    """Link the accounts."""
    # APPLY
    row = ledger.account_row(command.account)
    ledger.state.accounts[row]["cash_account"] = command.cash_account
    # EMIT
    return Status.DONE
