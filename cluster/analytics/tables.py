"""The past as Arrow tables with documented columns: integers for units, decimals for yuan, never a float."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from actors.ledger.layout import Rows
from actors.ledger.movements import CLOSED, FACE, OPENED
from actors.ledger.records import GATEWAY_SHIFT, Class
from actors.ledger.status import status_of
from cluster.analytics.history import History
from cluster.analytics.libraries import library
from cluster.analytics.moments import Cut
from cluster.analytics.words import class_name, kind_name

#: Names of the tables; docs/guide/analytics.md says what every column means.
TABLES: Final = ("assets", "faces", "accounts", "holdings", "movements", "trades", "commits")
_SHIFT: Final = np.uint64(GATEWAY_SHIFT)
_LIMIT: Final = 1 << 62


def tables(history: History, at: Cut) -> dict[str, Any]:
    """Every table (``pyarrow.Table``) as of ``at``, by name.

    Raises:
        NotInstalled: pyarrow is not.
    """
    movements = history.movements[: at.index]
    moved = np.flatnonzero(movements["account"] != 0)
    return {
        "assets": _assets(history, at),
        "faces": _faces(history, at),
        "accounts": _accounts(history),
        "holdings": _holdings(history, at),
        "movements": _movements(history, moved),
        "trades": _trades(history, history.trades[history.trades["commit"] <= np.uint64(at.commit)]),
        "commits": _commits(movements),
    }


def _assets(history: History, at: Cut) -> Any:
    facts = list(history.assets.values())
    numbers = np.array([one.number for one in facts], np.int64)
    return _table(
        asset=[one.code for one in facts],
        asset_number=[one.number for one in facts],
        kind=["money" if one.kind == 2 else "security" for one in facts],
        issuer_depository=[history.institution(one.root) for one in facts],
        face_cny=yuan_column(history.faces(numbers, at.index)),
        issued=np.array([one.issued for one in facts], np.int64),
        listed=[bool(one.listed) for one in facts],
        merged_into=[history.assets[one.merged_into].code if one.merged_into else None for one in facts],
    )


def _faces(history: History, at: Cut) -> Any:
    """From which commit on a unit of an asset had which face; 0: since before the history that is kept begins."""
    first = np.array([one.number for one in history.assets.values()], np.int64)
    changed = np.flatnonzero(history.movements["kind"][: at.index] == FACE)
    numbers = np.concatenate([first, history.movements["asset"][changed]])
    places = np.concatenate([np.zeros(first.size, np.int64), changed + 1])
    commits = np.concatenate([np.zeros(first.size, np.int64), history.movements["commit"][changed]])
    order = np.lexsort((places, numbers))
    return _table(
        asset=_codes(history, numbers[order]),
        commit=commits[order].astype(np.int64),
        face_cny=yuan_column(history.faces(numbers, places)[order]),
    )


def _accounts(history: History) -> Any:
    rows = history.accounts
    return _table(
        account=rows["number"],
        gateway=_institutions(history, rows["gateway"]),
        number=(rows["number"] & np.uint64((1 << GATEWAY_SHIFT) - 1)).astype(np.int64),
        **{"class": _mapped(rows["class_"], class_name)},
        owner=_owners(rows["owner"]),
        held_for=_institutions(history, np.where(rows["class_"] == Class.OMNIBUS, rows["lower"], 0)),
        cash_account=_none_if_zero(rows["cash_account"]),
        frozen_by_order=_none_if_zero(rows["order"]),
    )


def _holdings(history: History, at: Cut) -> Any:
    rows = history.positions(at.index)
    accounts = history.accounts[np.searchsorted(history.accounts["number"], rows["account"])]
    units = rows["available"] + rows["earmarked"]
    return _table(
        account=rows["account"],
        gateway=_institutions(history, accounts["gateway"]),
        **{"class": _mapped(accounts["class_"], class_name)},
        owner=_owners(accounts["owner"]),
        asset=_codes(history, rows["asset"]),
        available=rows["available"],
        earmarked=rows["earmarked"],
        face_cny=face_column(units, history.faces(rows["asset"], at.index)),
    )


def _movements(history: History, moved: Rows) -> Any:
    rows = history.movements[moved]
    contra = rows["contra"]
    return _table(
        commit=rows["commit"].astype(np.int64),
        row=rows["row"].astype(np.int64),
        time=_times(rows["time_ms"]),
        kind=_mapped(rows["kind"], kind_name),
        reference=rows["reference"],
        ordered_by=_institutions(history, rows["by"]),
        account=rows["account"],
        gateway=_institutions(history, (rows["account"] >> _SHIFT).astype(np.int64)),
        asset=_codes(history, rows["asset"]),
        available=rows["available"],
        earmarked=rows["earmarked"],
        contra=_known(contra),
        contra_gateway=_institutions(history, (contra >> _SHIFT).astype(np.int64)),
        status=_mapped(rows["status"], lambda one: status_of(one).name),
        face_cny=face_column(rows["available"] + rows["earmarked"], history.faces(rows["asset"], moved)),
    )


def _trades(history: History, rows: Rows) -> Any:
    """Matched trades, settled or failed; an account that the asker may not know is null. Faces are those before the
    trade's commit."""
    before = np.searchsorted(history.movements["commit"], rows["commit"], side="left")
    return _table(
        commit=rows["commit"].astype(np.int64),
        time=_times(rows["time_ms"]),
        reference=rows["reference"],
        seller=_institutions(history, rows["seller"]),
        buyer=_institutions(history, rows["buyer"]),
        **{name: _known(rows[name]) for name in ("seller_account", "buyer_account")},
        asset=_codes(history, rows["asset"]),
        units=rows["quantity"],
        face_cny=face_column(rows["quantity"], history.faces(rows["asset"], before)),
        cash=_codes(history, rows["cash"]),
        amount_cny=yuan_column(rows["amount"]),
        status=_mapped(rows["status"], lambda one: status_of(one).name),
    )


def _commits(rows: Rows) -> Any:
    numbers, first, counts = np.unique(rows["commit"], return_index=True, return_counts=True)
    opened = np.flatnonzero(np.isin(rows["kind"], (OPENED,)))
    last = np.searchsorted(opened, first + counts, side="left") - 1
    days = [int(one) for one in rows["reference"][opened]]
    closes = np.add.reduceat((rows["kind"] == CLOSED).astype(np.int64), first) if rows.size else counts
    return _table(
        commit=numbers.astype(np.int64),
        time=_times(rows["time_ms"][first]),
        business_date=_dates([days[one] if one >= 0 else None for one in last.tolist()]),
        closes_date=[bool(one) for one in closes.tolist()],
        movements=counts.astype(np.int64),
    )


def yuan_column(fen: Rows) -> Any:
    """Fen (int64) as an Arrow column of yuan, DECIMAL(38, 2)."""
    pyarrow = library("pyarrow")
    wide = np.empty((fen.size, 2), np.int64)
    wide[:, 0], wide[:, 1] = fen, np.where(fen < 0, -1, 0)
    kind = pyarrow.decimal128(38, 2)
    return pyarrow.Array.from_buffers(kind, fen.size, [None, pyarrow.py_buffer(wide.tobytes())])


def face_column(units: Rows, face_fen: Rows) -> Any:
    """Units times their face as an Arrow column of yuan; exact beyond 64 bits too."""
    if units.size == 0 or int(np.abs(units).max()) < _LIMIT // max(int(face_fen.max()), 1):
        return yuan_column(units * face_fen)
    from decimal import Decimal

    pyarrow = library("pyarrow")
    values = [Decimal(a * b).scaleb(-2) for a, b in zip(units.tolist(), face_fen.tolist(), strict=True)]
    return pyarrow.array(values, pyarrow.decimal128(38, 2))


def _table(**columns: Any) -> Any:
    return library("pyarrow").table(columns)


def _mapped(codes: Rows, name: Any) -> Any:
    """Codes as names, a dictionary column made into text."""
    pyarrow = library("pyarrow")
    known, index = np.unique(codes, return_inverse=True)
    names = pyarrow.array([name(int(one)) for one in known], pyarrow.string())
    return names.take(pyarrow.array(index.astype(np.int64)))


def _institutions(history: History, numbers: Rows) -> Any:
    return _mapped(numbers, lambda one: history.institution(one) or None)


def _codes(history: History, numbers: Rows) -> Any:
    return _mapped(numbers, lambda one: history.assets[one].code)


def _owners(numbers: Rows) -> list[str]:
    return [f"{one:016x}" for one in numbers.tolist()]


def _none_if_zero(numbers: Rows) -> Any:
    return library("pyarrow").array(numbers, mask=numbers == 0)


def _known(accounts: Rows) -> Any:
    """Account numbers; null where only the gateway is told."""
    known = (accounts & np.uint64((1 << GATEWAY_SHIFT) - 1)) != 0
    return _none_if_zero(np.where(known, accounts, np.uint64(0)))


def _times(time_ms: Rows) -> Any:
    pyarrow = library("pyarrow")
    return pyarrow.array(time_ms).cast(pyarrow.timestamp("ms")).cast(pyarrow.timestamp("ms", "Asia/Shanghai"))


def _dates(numbers: Sequence[int | None]) -> Any:
    from datetime import date

    days = [None if one is None else date(one // 10_000, one // 100 % 100, one % 100) for one in numbers]
    pyarrow = library("pyarrow")
    return pyarrow.array(days, pyarrow.date32())
