"""P4 and P7 of what is kept: history adds up to what is held, and an image holds everything."""

from __future__ import annotations

import numpy as np

from actors.ledger.layout import TRADE, Rows
from actors.ledger.movements import movements_of, paths_of
from actors.modules.middle_platform import ledger_from_image
from actors.parties.node import Node
from cluster.simulator.witness import Witness

_Quantities = dict[tuple[int, int], tuple[int, int]]


def adds_up(witness: Witness, nodes: list[Node]) -> list[str]:
    """P4: all movements in the history of the first of ``nodes`` that is up to date, added up, are what it holds."""
    last = len(witness.order())
    node = next((one for one in nodes if one.ledger.number == last and one.archive.missing is None), None)
    if node is None:
        return []
    told = _sums(movements_of(told_rows(node), paths_of(node.ledger.state)))
    held = _sums(node.ledger.holdings(None))
    return [
        f"P4: {node.name} holds (available, earmarked) {held.get(key, (0, 0))} of asset {key[1]} on account "
        f"{key[0]:#x}, its history says {told.get(key, (0, 0))}"
        for key in sorted({*told, *held})
        if told.get(key, (0, 0)) != held.get(key, (0, 0))
    ][:5]


def told_rows(node: Node) -> Rows:
    """Every row of history (TRADE) that a node keeps, from the market's first on."""
    archive = node.archive
    volumes = [archive.look_into(number) for number in range(1, archive.newest + 1)]
    return np.concatenate([np.zeros(0, TRADE), *volumes, *archive.tail])


def is_whole(nodes: list[Node]) -> list[str]:
    """P3 and P7 of history: each of ``nodes`` has every row since the market began, and all have the same."""
    lacking = [
        f"P3: {node.name} lacks volume {node.archive.missing.number} of the history: {node.gathering.sentence}"
        for node in nodes
        if node.archive.missing is not None
    ]
    if lacking:
        return lacking
    told = {node.name: told_rows(node) for node in nodes}
    longest = max(told.values(), key=len, default=np.zeros(0, TRADE))
    return [
        f"P7: {name} tells another history than the others"
        for name, rows in told.items()
        if rows.tobytes() != longest[: rows.size].tobytes()
    ]


def _sums(rows: Rows) -> _Quantities:
    found: _Quantities = {}
    columns = ("account", "asset", "available", "earmarked")
    for account, asset, free, held in zip(*(rows[name].tolist() for name in columns), strict=True):
        before = found.get((account, asset), (0, 0))
        found[account, asset] = (before[0] + free, before[1] + held)
    return {key: value for key, value in found.items() if key[0] and value != (0, 0)}


def whole_image(node: Node) -> list[str]:
    """P7: a ledger made from the image of this one has the same rows on every shelf, the same balances and deadlines."""
    ledger = node.ledger
    again = ledger_from_image(ledger.image(), ledger.roster)
    where = f"P7: the image of {node.name} after commit {ledger.number}"
    faults = [
        f"{where} holds {len(copy)} rows of {module.name}.{name}, the ledger has {len(shelf)}, or others"
        for module, other in zip(ledger.modules, again.modules, strict=True)
        for (name, shelf), copy in zip(module.shelves.items(), other.shelves.values(), strict=True)
        if tuple(shelf) != tuple(copy)
    ]
    if not np.array_equal(ledger.holdings(None), again.holdings(None)):
        faults.append(f"{where} holds other balances")
    if again.deadline_s() != ledger.deadline_s():
        faults.append(f"{where} has its next deadline at {again.deadline_s()}, not {ledger.deadline_s()}")
    return faults
