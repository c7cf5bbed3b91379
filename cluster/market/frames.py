"""DataFrames for people. pandas is imported when the first one is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actors.base.roster import Roster
from actors.ledger.records import GATEWAY_SHIFT, Kind, Records
from actors.ledger.status import status_of
from cluster.analytics.libraries import library
from cluster.analytics.statement import yuan
from cluster.analytics.words import class_name, kind_name
from cluster.market.assets import AssetFact

if TYPE_CHECKING:
    import pandas as pd

    from actors.parties.node_status import NodeStatus


def _names(roster: Roster) -> dict[int, str]:
    return {0: "", **{one.index: one.name for one in roster.institutions}}


def _gateways(accounts: Records, names: dict[int, str]) -> list[str]:
    return [names.get(one >> GATEWAY_SHIFT, "") for one in accounts.tolist()]


def holdings(rows: Records, assets: Sequence[AssetFact], roster: Roster) -> pd.DataFrame:
    """One position a row. Columns: gateway, account, owner (opaque), class, asset, available, earmarked (units; money
    in fen), face_cny (yuan, as a Decimal)."""
    names, facts = _names(roster), {one.number: one for one in assets}
    total = rows["available"] + rows["earmarked"]
    face = [facts[one].face_fen for one in rows["asset"].tolist()]
    frame: pd.DataFrame = library("pandas").DataFrame(
        {
            "gateway": [names[one] for one in rows["gateway"].tolist()],
            "account": rows["account"],
            "owner": [f"{one:016x}" for one in rows["owner"].tolist()],
            "class": [class_name(one) for one in rows["class_"].tolist()],
            "asset": [facts[one].code for one in rows["asset"].tolist()],
            "available": rows["available"],
            "earmarked": rows["earmarked"],
            "face_cny": [yuan(units * fen) for units, fen in zip(total.tolist(), face, strict=True)],
        }
    )
    return frame


def history(rows: Records, assets: Sequence[AssetFact], roster: Roster) -> pd.DataFrame:
    """Every movement and every matched trade that failed, one a row, in order of commits. Columns: commit, time, kind,
    reference, seller, buyer, from_account, to_account, asset, quantity, cash, amount_fen, status."""
    pandas, names = library("pandas"), _names(roster)
    codes = {0: "", **{one.number: one.code for one in assets}}
    frame: pd.DataFrame = pandas.DataFrame(
        {
            "commit": rows["commit"],
            "time": pandas.to_datetime(rows["time_ms"], unit="ms", utc=True),
            "kind": [kind_name(one) for one in rows["kind"].tolist()],
            "reference": rows["reference"],
            "seller": [names.get(one, str(one)) for one in rows["seller"].tolist()],
            "buyer": [names.get(one, str(one)) for one in rows["buyer"].tolist()],
            "from_account": rows["seller_account"],
            "to_account": rows["buyer_account"],
            "asset": [codes.get(one, str(one)) for one in rows["asset"].tolist()],
            "quantity": rows["quantity"],
            "cash": [codes.get(one, str(one)) for one in rows["cash"].tolist()],
            "amount_fen": rows["amount"],
            "status": [status_of(one).name for one in rows["status"].tolist()],
        }
    )
    return frame


def trades(rows: Records, assets: Sequence[AssetFact], roster: Roster) -> pd.DataFrame:
    """The deliveries versus payment of :func:`history`, settled or failed."""
    return history(rows[rows["kind"] == Kind.DELIVER], assets, roster).drop(columns="kind")


def nodes(statuses: Sequence[tuple[str, NodeStatus | None]]) -> pd.DataFrame:
    """One validator a row; of one that does not answer only the name. Columns: node, alive, epoch, round, committed,
    final, result, pending_batches, refused, misbehaviour."""
    columns = [
        "node",
        "alive",
        "epoch",
        "round",
        "committed",
        "final",
        "result",
        "pending_batches",
        "refused",
    ]
    lines = [
        (name, False, *[None] * 7)
        if one is None
        else (
            name,
            True,
            one.epoch,
            one.round,
            one.committed,
            one.final,
            one.result[:4].hex(),
            one.pending_batches,
            one.refused,
        )
        for name, one in statuses
    ]
    frame: pd.DataFrame = library("pandas").DataFrame(lines, columns=columns)
    frame["misbehaviour"] = [0 if one is None else sum(n for _, n in one.misbehaviour) for _, one in statuses]
    return frame
