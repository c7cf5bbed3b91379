"""SQL (DuckDB) over the tables of the past: in memory, read-only, without files or network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, Final

from cluster.analytics.libraries import library
from cluster.analytics.problems import QueryProblem, TooLong
from cluster.analytics.words import heading

if TYPE_CHECKING:
    import pandas as pd

#: Rows of one answer, at most; seconds that one query may take; memory that it may use.
ROWS_MAX: Final = 1_000_000
SECONDS_MAX: Final = 60
_SETTINGS: Final = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
    "memory_limit": "2GB",
    "threads": "2",
}
_READS: Final = ("SELECT", "EXPLAIN")


class Database:
    """One moment's tables, to be asked in SQL. English names are tables, Chinese ones views of them."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """Over Arrow tables by name.

        Raises:
            NotInstalled: duckdb is not.
        """
        self._duckdb = library("duckdb")
        self._turn = Lock()
        self._connection = self._duckdb.connect(":memory:", config=dict(_SETTINGS))
        for name, table in tables.items():
            self._connection.register(name, table)
            columns = ", ".join(f'"{one}" AS "{heading(one, "zh")}"' for one in table.column_names)
            self._connection.execute(f'CREATE VIEW "{heading(name, "zh")}" AS SELECT {columns} FROM "{name}"')
        self._connection.execute(_HOLDINGS_AT)
        self._connection.execute("PRAGMA lock_configuration = true")

    def sql(self, query: str, rows_max: int = ROWS_MAX, seconds_max: float = SECONDS_MAX) -> pd.DataFrame:
        """The answer as a DataFrame: whole numbers as int, decimals as Decimal. Blocks; for a worker thread.

        Raises:
            QueryProblem: it is no single SELECT, does not run, or takes too long. TooLong: over ``rows_max`` rows.
            NotInstalled: pandas is not.
        """
        self._check(query)
        with self._turn:
            watch = Timer(seconds_max, self._connection.interrupt)
            watch.start()
            try:
                found = _read(self._connection.sql(query), rows_max)
            except self._duckdb.InterruptException:
                raise QueryProblem(f"the query took more than {seconds_max} seconds; narrow it") from None
            except self._duckdb.Error as error:
                raise QueryProblem(f"the query does not run: {_short(error)}") from None
            finally:
                watch.cancel()
        return _frame(found)

    def close(self) -> None:
        """Let go of the tables."""
        self._connection.close()

    def _check(self, query: str) -> None:
        try:
            statements = self._duckdb.extract_statements(query)
        except self._duckdb.Error as error:
            raise QueryProblem(f"the query does not run: {_short(error)}") from None
        kinds = [one.type.name.removeprefix("StatementType.") for one in statements]
        if len(kinds) != 1 or kinds[0] not in _READS:
            told = ", ".join(kinds) or "nothing"
            raise QueryProblem(f"history is only read here: give one SELECT, not {told}")


#: What was held after a commit, for queries that compare moments.
_HOLDINGS_AT: Final = """CREATE MACRO holdings_at(at_commit) AS TABLE
    SELECT account, asset, CAST(sum(available) AS BIGINT) AS available, CAST(sum(earmarked) AS BIGINT) AS earmarked
    FROM (SELECT account, asset, available, earmarked FROM holdings
          UNION ALL SELECT account, asset, -available, -earmarked FROM movements WHERE "commit" > at_commit)
    GROUP BY account, asset HAVING sum(available) <> 0 OR sum(earmarked) <> 0"""


def _read(answer: Any, rows_max: int) -> Any:
    """The answer as one Arrow table of at most ``rows_max`` rows."""
    pyarrow = library("pyarrow")
    reader = answer.to_arrow_reader(65_536)
    batches, count = [], 0
    for batch in reader:
        count += batch.num_rows
        if count > rows_max:
            raise TooLong(f"the answer has more than {rows_max} rows; add a LIMIT, a WHERE or a GROUP BY")
        batches.append(batch)
    return pyarrow.Table.from_batches(batches, reader.schema)


def _frame(table: Any) -> pd.DataFrame:
    """As a DataFrame; DuckDB sums whole numbers to 38 digits, which become int again where they fit."""
    pyarrow = library("pyarrow")
    library("pandas")
    for at, field in enumerate(table.schema):
        if pyarrow.types.is_decimal(field.type) and field.type.scale == 0:
            try:
                table = table.set_column(at, field.name, table.column(at).cast(pyarrow.int64()))
            except pyarrow.ArrowInvalid:
                continue
    frame: pd.DataFrame = table.to_pandas(integer_object_nulls=True)
    return frame


def _short(error: Exception) -> str:
    """DuckDB's own sentence in one line, without its picture of the place."""
    return re.sub(r"\s+", " ", str(error).split("\nLINE")[0].strip())
