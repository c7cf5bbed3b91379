"""The bench market in PostgreSQL: positions, the trades to come, and one DvP as one transaction."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cluster.bench.population import FEN_EACH, UNITS_EACH, Population
from cluster.bench.postgres.server import Server
from cluster.bench.town import BONDS, MONEY
from cluster.bench.trades import draw

#: Trades drawn and loaded at a time.
_TRADES_AT_A_TIME: Final = 100_000
#: ``COPY … (FORMAT binary)``: signature, flags, length of an extension; and what ends the data.
_COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_TAIL: Final = b"\xff\xff"

_SCHEMA: Final = """
CREATE TABLE position (account bigint, asset bigint, quantity bigint NOT NULL CHECK (quantity >= 0));
CREATE TABLE trade (number bigint, reference bigint, asset bigint, quantity bigint, amount bigint,
    deliver_from bigint, deliver_to bigint, pay_from bigint, pay_to bigint);
CREATE TABLE settled (reference bigint PRIMARY KEY);
"""
_KEYS: Final = """
ALTER TABLE position ADD PRIMARY KEY (account, asset);
ALTER TABLE trade ADD PRIMARY KEY (number);
"""
#: The leaves alone move, without the omnibus accounts and reserves above them: less than our kernel does.
_SETTLE: Final = f"""
CREATE FUNCTION settle(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one trade;
BEGIN
    SELECT * INTO STRICT one FROM trade WHERE number = which;
    INSERT INTO settled VALUES (one.reference);
    UPDATE position SET quantity = quantity - one.quantity WHERE account = one.deliver_from AND asset = one.asset;
    UPDATE position SET quantity = quantity + one.quantity WHERE account = one.deliver_to AND asset = one.asset;
    UPDATE position SET quantity = quantity - one.amount WHERE account = one.pay_from AND asset = {MONEY};
    UPDATE position SET quantity = quantity + one.amount WHERE account = one.pay_to AND asset = {MONEY};
END $$;
"""

Column = NDArray[Any]


def fill(server: Server, population: Population, seed: int, trades: int) -> None:
    """Make the tables, open every client's positions, and load ``trades`` trades to come, numbered from 0.

    Raises:
        BenchProblem: PostgreSQL refused something.
    """
    server.sql(_SCHEMA, _SETTLE)
    for bond in BONDS:
        _copy(server, "position", population.securities, bond, UNITS_EACH)
    _copy(server, "position", population.money, MONEY, FEN_EACH)
    for first in range(0, trades, _TRADES_AT_A_TIME):
        _copy(server, "trade", *_trades(population, seed, first, min(_TRADES_AT_A_TIME, trades - first)))
    server.sql(_KEYS, "VACUUM ANALYZE", "CHECKPOINT")


def faults(server: Server, population: Population, settled: int) -> list[str]:
    """Every reason why the tables cannot be what ``settled`` trades leave behind."""
    count = int(server.sql("SELECT count(*) FROM settled")[0])
    found = [] if count == settled else [f"{settled} transactions were made and {count} trades are settled"]
    issued = dict.fromkeys(BONDS, population.clients * UNITS_EACH) | {MONEY: population.clients * FEN_EACH}
    for line in server.sql("SELECT asset, sum(quantity) FROM position GROUP BY asset"):
        asset, total = map(int, line.split("|"))
        if total != issued[asset]:
            found.append(f"positions in asset {asset} add up to {total} instead of {issued[asset]}")
    return found


def _trades(population: Population, seed: int, first: int, count: int) -> tuple[Column, ...]:
    """Columns of ``trade``, drawn as the custodians draw theirs."""
    drawn = draw(population.clients, seed, first // _TRADES_AT_A_TIME, count)
    return (
        np.arange(first, first + count),
        drawn.reference.view(np.int64),
        drawn.asset,
        drawn.quantity,
        drawn.amount,
        population.securities[drawn.seller],
        population.securities[drawn.buyer],
        population.money[drawn.buyer],
        population.money[drawn.seller],
    )


def _copy(server: Server, table: str, *columns: Column | int) -> None:
    """Load whole columns of bigint."""
    server.sql(f"COPY {table} FROM STDIN (FORMAT binary)", data=copy_bytes(*columns))


def copy_bytes(*columns: Column | int) -> bytes:
    """Columns (at least one an array) in PostgreSQL's binary copy format: per row the number of fields, and per field
    its length and its bytes, big-endian."""
    fields = [part for at in range(len(columns)) for part in ((f"bytes{at}", ">i4"), (f"value{at}", ">i8"))]
    rows = np.zeros(max(np.size(one) for one in columns), np.dtype([("fields", ">i2"), *fields]))
    rows["fields"] = len(columns)
    for at, one in enumerate(columns):
        rows[f"bytes{at}"], rows[f"value{at}"] = 8, one
    return _COPY_HEAD + rows.tobytes() + _COPY_TAIL
