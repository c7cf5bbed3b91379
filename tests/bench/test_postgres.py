"""The same trades on a real PostgreSQL: settled, durable, adding up, and gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cluster.bench.options import BenchOptions
from cluster.bench.population import FEN_EACH, Population
from cluster.bench.postgres.programs import Programs, environment, find_programs
from cluster.bench.postgres.run import latencies_s, measure
from cluster.bench.postgres.server import Server, running
from cluster.bench.postgres.tables import copy_bytes, faults, fill
from cluster.bench.problem import BenchProblem
from cluster.bench.town import BONDS, MONEY
from cluster.bench.trades import draw

SEED = 1
SMALL = Population(320, SEED)


@pytest.fixture(scope="module")
def programs() -> Programs:
    """PostgreSQL of this machine."""
    return find_programs()


@pytest.fixture(scope="module")
def server(programs: Programs) -> Iterator[Server]:
    """A server with a small market and 50 trades to come."""
    with running(programs, None) as one:
        fill(one, SMALL, SEED, 50)
        yield one


def position(server: Server, account: int, asset: int) -> int:
    """Quantity of one position."""
    where = f"account = {account} AND asset = {asset}"
    return int(server.sql(f"SELECT quantity FROM position WHERE {where}")[0])


def test_one_trade_moves_both_legs_once(server: Server) -> None:
    trades = draw(SMALL.clients, SEED, 0, 50)
    seller, buyer = int(trades.seller[7]), int(trades.buyer[7])
    asset, quantity, amount = int(trades.asset[7]), int(trades.quantity[7]), int(trades.amount[7])
    keeps, gets = int(SMALL.securities[seller]), int(SMALL.securities[buyer])
    pays, earns = int(SMALL.money[buyer]), int(SMALL.money[seller])
    before = [position(server, one, asset) for one in (keeps, gets)]
    server.sql("SELECT settle(7)")
    assert [position(server, one, asset) for one in (keeps, gets)] == [
        before[0] - quantity,
        before[1] + quantity,
    ]
    assert position(server, earns, MONEY) - position(server, pays, MONEY) == 2 * amount
    assert faults(server, SMALL, 1) == []
    with pytest.raises(BenchProblem, match=r"psql failed: .*duplicate key"):
        server.sql("SELECT settle(7)")


def test_what_does_not_add_up_is_found(server: Server) -> None:
    settled = int(server.sql("SELECT count(*) FROM settled")[0])
    account = int(SMALL.money[0])
    move = f"UPDATE position SET quantity = quantity + %d WHERE account = {account} AND asset = {MONEY}"
    server.sql(move % 1)
    found = faults(server, SMALL, settled + 1)
    server.sql(move % -1)
    total = SMALL.clients * FEN_EACH
    assert found == [
        f"{settled + 1} transactions were made and {settled} trades are settled",
        f"positions in asset {MONEY} add up to {total + 1} instead of {total}",
    ]


def test_nobody_is_overdrawn(server: Server) -> None:
    with pytest.raises(BenchProblem, match="violates check constraint"):
        server.sql(f"UPDATE position SET quantity = -1 WHERE asset = {BONDS[0]}")


def test_the_server_is_reached_by_its_socket_alone(server: Server) -> None:
    assert server.sql("SHOW listen_addresses") == [""]
    assert server.sql("SHOW fsync", "SHOW synchronous_commit") == ["on", "on"]


def test_a_window_is_measured_and_nothing_is_left(programs: Programs) -> None:
    seen: list[str] = []
    options = BenchOptions(accounts=320, seconds=1.0, clients=4)
    figures = measure(options, programs, lambda _, text: seen.append(text))
    assert figures.durable
    assert figures.settled > 0
    assert figures.dvp_per_s > 0
    assert (figures.clients, figures.accounts) == (4, 320)
    assert figures.latency_ms is not None
    assert 0 < figures.latency_ms["p50"] <= figures.latency_ms["p99"] <= figures.latency_ms["p100"]
    assert seen[0] == "PostgreSQL: a new cluster"


def test_a_server_ends_whatever_happens(programs: Programs) -> None:
    def fail(server: Server) -> None:
        pids.append(int((server.directory / "data" / "postmaster.pid").read_text("ascii").split()[0]))
        os.kill(pids[0], 0)
        raise ZeroDivisionError(server.directory)

    pids: list[int] = []
    with pytest.raises(ZeroDivisionError) as caught, running(programs, None) as one:
        fail(one)
    assert not Path(caught.value.args[0]).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_the_command_ends_its_server_when_it_is_terminated(tmp_path: Path) -> None:
    code = (
        "from cluster.bench.postgres.programs import find_programs\n"
        "from cluster.bench.postgres.server import running\n"
        "import json, sys\n"
        "with running(find_programs(), None) as one:\n"
        "    pid = (one.directory / 'data' / 'postmaster.pid').read_text().split()[0]\n"
        "    print(json.dumps([int(pid), str(one.directory)]), flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        pid, directory = json.loads(child.stdout.readline())
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    assert not Path(directory).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_without_postgresql_it_is_said_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(BenchProblem, match="apt-get install postgresql"):
        find_programs([tmp_path])


def test_settings_of_other_clusters_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere")
    assert "PGHOST" not in environment()
    assert environment()["LC_ALL"] == "C"


def test_a_path_too_long_for_a_socket_is_refused(programs: Programs, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    with pytest.raises(BenchProblem, match="too long a path"), running(programs, deep):
        pass
    assert not list(deep.iterdir())


def test_columns_are_copied_as_postgresql_reads_them() -> None:
    data = copy_bytes(np.array([1, 2]), 3)
    row = b"\x00\x02" + b"\x00\x00\x00\x08%s" + b"\x00\x00\x00\x08" + (3).to_bytes(8, "big")
    rows = b"".join(row % number.to_bytes(8, "big") for number in (1, 2))
    assert data == b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows + b"\xff\xff"


def test_latencies_are_read_from_every_log(tmp_path: Path) -> None:
    (tmp_path / "transactions.1").write_text("0 1 2500 0 1 2\n0 2 failed 0 1 2\n")
    (tmp_path / "transactions.1.1").write_text("1 1 1000000 0 1 2\n")
    assert latencies_s(tmp_path).tolist() == [0.0025, 1.0]
