"""SQL over the past: what it tells, and what it may not do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from cluster.analytics.export import write_parquet
from cluster.analytics.history import History
from cluster.analytics.libraries import library
from cluster.analytics.moments import end_of
from cluster.analytics.problems import ExportProblem, NotInstalled, QueryProblem, TooLong
from cluster.analytics.query import Database
from cluster.analytics.tables import TABLES, face_column, tables
from tests.analytics.past import history_of
from tests.analytics.test_history import NOW_MS, dated
from tests.ledger.market import BUYER, CCDC, CSDC, SELLER
from tests.ledger.test_movements import everything

HISTORY = history_of(everything())


def asked(
    query: str, history: History = HISTORY, moment: object = None, **limits: float
) -> list[tuple[object, ...]]:
    """The rows of an answer."""
    base = Database(tables(history, end_of(history, moment, NOW_MS)))  # type: ignore[arg-type]
    try:
        frame = base.sql(query, **limits)  # type: ignore[arg-type]
    finally:
        base.close()
    return [tuple(row) for row in frame.itertuples(index=False)]


def test_every_movement_adds_up_to_what_is_held() -> None:
    wrong = """
        SELECT h.account FROM holdings h LEFT JOIN (
            SELECT account, asset, sum(available) AS available, sum(earmarked) AS earmarked
            FROM movements GROUP BY ALL) m USING (account, asset)
        WHERE h.available <> m.available OR h.earmarked <> m.earmarked OR m.account IS NULL"""
    assert asked(wrong) == []
    assert asked("SELECT count(*) > 5 FROM holdings") == [(True,)]


def test_the_issued_total_is_held_at_the_issuer_depository() -> None:
    query = """
        SELECT code, issued, sum(available + earmarked) FROM (SELECT asset AS code, * EXCLUDE asset FROM assets)
        JOIN (SELECT asset AS code, gateway, available, earmarked FROM holdings) USING (code)
        WHERE gateway = issuer_depository GROUP BY ALL ORDER BY code"""
    found = asked(query)
    assert found
    assert all(issued == held for _, issued, held in found)


def test_trades_tell_amounts_in_yuan_and_why_one_failed() -> None:
    assert asked("SELECT seller, buyer, units, amount_cny, status FROM trades ORDER BY commit") == [
        ("CCDC", "CSDC", 1_000, Decimal("99582.90"), "SETTLED"),
        ("CCDC", "CSDC", 2_000_000, Decimal("99582.90"), "SECURITIES_SHORT"),
    ]


def test_sums_of_units_are_whole_numbers_and_sums_of_yuan_decimals() -> None:
    (units, yuan), *_ = asked("SELECT sum(available), sum(face_cny) FROM holdings WHERE asset = '019742'")
    assert type(units) is int or isinstance(units, np.integer)
    assert isinstance(yuan, Decimal)


def test_a_moment_bounds_what_sql_sees() -> None:
    history = history_of(dated())
    query = f"SELECT available FROM holdings WHERE account = {BUYER}"
    assert asked(query, history, "2026-03-23") == [(1_000,)]
    assert asked(query, history) == [(3_000,)]
    assert asked("SELECT max(business_date)::text FROM commits", history, "2026-03-23") == [("2026-03-23",)]
    commit = end_of(history, "2026-03-23", NOW_MS).commit
    query = f"SELECT available FROM holdings_at({commit}) WHERE account = {BUYER}"
    assert asked(query, history) == [(1_000,)]


def test_chinese_names_are_views_of_the_same() -> None:
    assert asked("SELECT count(*) FROM 持仓") == asked("SELECT count(*) FROM holdings")
    query = "SELECT 资产代码, sum(可用 + 预留), sum(面值元) FROM 持仓 WHERE 托管机构 = 'CCDC' GROUP BY ALL"
    assert asked(query)[0][0] == "019742"
    columns = {
        (table, column) for table, column in asked("SELECT table_name, column_name FROM duckdb_columns()")
    }
    ascii_only = {pair for pair in columns if not pair[0].isascii() and pair[1].isascii()}  # type: ignore[attr-defined]
    assert not ascii_only


def test_a_custodian_s_sql_finds_its_own_clients_only() -> None:
    history = history_of(dated(), CSDC)
    for name in ("accounts", "holdings", "movements"):
        assert asked(f"SELECT DISTINCT gateway FROM {name}", history) == [("CSDC",)]
    assert (
        asked("SELECT DISTINCT contra, contra_gateway FROM movements WHERE kind = 'TRADE'", history)[0][1]
        == "CCDC"
    )
    assert {row[0] for row in asked("SELECT seller_account IS NULL FROM trades", history)} == {True}
    assert str(SELLER) not in str(asked("FROM movements", history)) + str(asked("FROM trades", history))
    assert str(BUYER) in str(asked("FROM trades", history))
    assert {
        row[0] for row in asked("SELECT buyer_account IS NULL FROM trades", history_of(dated(), CCDC))
    } == {True}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{path}')",
        "SELECT * FROM read_text('{path}')",
        "SELECT * FROM '{path}'",
        "SELECT * FROM glob('{path}*')",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "COPY holdings TO '{path}'",
        "ATTACH '{path}' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "PRAGMA database_list",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW 持仓",
        "DELETE FROM holdings",
        "SELECT 1; SELECT 2",
        "SELECT * FROM HISTORY",
        "SELECT getenv('HOME')",
        "SELECT no_such FROM holdings",
        "SELEC 1",
        "",
        "EXPORT DATABASE '{path}'",
        "CALL pragma_version()",
    ],
)
def test_nothing_but_reading_these_tables_is_possible(query: str, tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(QueryProblem) as problem:
        asked(query.format(path=path))
    assert "查询无法执行" in problem.value.zh or "此处只可读取历史" in problem.value.zh
    assert path.read_text() == "a,b\n1,2\n"
    assert [one.name for one in tmp_path.iterdir()] == ["secret.csv"]


def test_an_answer_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLong, match="more than 10 rows; add a LIMIT") as problem:
        asked("SELECT * FROM movements", rows_max=10)
    assert "超过 10 行" in problem.value.zh
    assert len(asked("SELECT * FROM movements LIMIT 10", rows_max=10)) == 10


def test_a_query_that_takes_too_long_is_interrupted() -> None:
    with pytest.raises(QueryProblem, match="the query took more than") as problem:
        asked(
            "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3",
            seconds_max=0.2,
        )
    assert "请缩小范围" in problem.value.zh


def test_tables_go_to_parquet_and_come_back_the_same(tmp_path: Path) -> None:
    found = tables(HISTORY, end_of(HISTORY, None, NOW_MS))
    paths = write_parquet(found, tmp_path / "out")
    assert [one.stem for one in paths] == list(TABLES)
    parquet = library("pyarrow.parquet")
    for path in paths:
        assert parquet.read_table(path).equals(found[path.stem])
    with pytest.raises(ExportProblem, match="holds something already") as problem:
        write_parquet(found, tmp_path / "out")
    assert "请给出新的或空的目录" in problem.value.zh
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportProblem, match="cannot be written"):
        write_parquet(found, tmp_path / "file")


def test_no_table_has_a_float() -> None:
    for name, table in tables(HISTORY, end_of(HISTORY, None, NOW_MS)).items():
        assert not [
            field.name for field in table.schema if "float" in str(field.type) or "double" in str(field.type)
        ], name


def test_a_face_beyond_64_bits_is_exact() -> None:
    units = np.array([2**61, -3], np.int64)
    assert face_column(units, np.array([10_000, 10_000], np.int64)).to_pylist() == [
        Decimal(2**61) * 100,
        Decimal("-300.00"),
    ]


def test_an_empty_past_has_empty_tables() -> None:
    history = history_of(everything(), since=10_000)
    assert asked("SELECT count(*) FROM movements", history) == [(0,)]
    assert asked("SELECT count(*) FROM commits", history) == [(0,)]


def test_a_library_that_is_missing_is_named() -> None:
    with pytest.raises(NotInstalled, match="this needs no_such_library") as problem:
        library("no_such_library.part")
    assert "尚未安装" in problem.value.zh


def test_a_plan_may_be_looked_at() -> None:
    assert asked("EXPLAIN SELECT count(*) FROM holdings")


GUIDE = (Path(__file__).parents[2] / "docs/guide/analytics.md").read_text("utf-8")
WORKED = [part.split("```")[0] for part in GUIDE.split("```sql\n")[1:]]


def test_the_guide_s_queries_give_what_it_says() -> None:
    history = history_of(dated())
    first = end_of(history, "2026-03-23", NOW_MS).commit
    owners, turnover, changes, broken = (
        asked(
            query.replace("2024-T6", "019742").replace("(90)", "(9999)").replace("(40)", f"({first})"),
            history,
        )
        for query in WORKED
    )
    assert [(units, float(percent)) for _, units, percent in owners] == [(997_000, 99.7), (3_000, 0.3)]  # type: ignore[arg-type]
    assert [(str(day)[:10], yuan, failed) for day, yuan, failed in turnover] == [
        ("2026-03-23", Decimal("199165.80"), 0),
        ("2026-03-24", Decimal("99582.90"), 0),
    ]
    assert ("CSDC", "019742", 2_000) in changes
    assert broken == []


@pytest.mark.parametrize("name", TABLES)
def test_the_guide_tells_every_column(name: str) -> None:
    table = tables(HISTORY, end_of(HISTORY, None, NOW_MS))[name]
    line = next(one for one in GUIDE.splitlines() if one.startswith(f"| `{name}` "))
    told = {part for at, part in enumerate(line.split("`")) if at % 2}
    assert set(table.column_names) <= told
