"""The index answers from memory and file alike, and begins anew when its file is no good."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.storage import store as store_module
from cluster.storage.files import OsFiles
from cluster.storage.index import SqliteIndex
from tests.storage.vessel import again, fresh

KEYS = st.binary(max_size=3)


@given(
    st.lists(st.one_of(st.tuples(KEYS, st.binary(max_size=4)), st.none()), max_size=30),
    KEYS,
    st.integers(0, 10),
)
def test_it_behaves_as_a_sorted_dictionary(
    steps: list[tuple[bytes, bytes] | None], prefix: bytes, limit: int
) -> None:
    index, model = SqliteIndex(), dict[bytes, bytes]()
    for item in steps:
        if item is None:
            index.flush(0)
        else:
            index.put([item])
            model.update([item])
    assert all(index.get(key) == value for key, value in model.items())
    assert index.get(b"long absent key") is None
    begins = sorted(item for item in model.items() if item[0].startswith(prefix))
    assert index.scan(prefix, limit) == begins[:limit]
    index.close()


def test_keys_of_the_highest_bytes_are_scanned() -> None:
    index = SqliteIndex()
    index.put([(b"\xff\xff", b"1"), (b"\xff\xffa", b"2"), (b"\xfe", b"3")])
    index.flush(0)
    assert index.scan(b"\xff\xff", 9) == [(b"\xff\xff", b"1"), (b"\xff\xffa", b"2")]
    index.close()


def test_it_remembers_how_far_it_is_complete(tmp_path: Path) -> None:
    index = SqliteIndex(str(tmp_path / "index.sqlite"))
    assert index.complete_to == 0
    index.put([(b"k", b"v")])
    index.flush(640)
    index.put([(b"k2", b"lost")])
    index.close()
    index = SqliteIndex(str(tmp_path / "index.sqlite"))
    assert (index.complete_to, index.get(b"k"), index.get(b"k2")) == (640, b"v", None)
    index.close()


@pytest.mark.parametrize("where", [0, 50, 4096, 5000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, where: int) -> None:
    path = tmp_path / "index.sqlite"
    index = SqliteIndex(str(path))
    index.put([(str(at).encode(), bytes(100)) for at in range(1000)])
    index.flush(99)
    index.close()
    data = bytearray(path.read_bytes())
    data[where : where + 300] = b"\xa5" * 300
    path.write_bytes(data)
    index = SqliteIndex(str(path))
    assert (index.complete_to, index.get(b"1")) == (0, None)
    index.put([(b"1", b"again")])
    index.flush(5)
    assert index.get(b"1") == b"again"
    index.close()


def test_damage_met_in_use_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = SqliteIndex(str(path))
    index.put([(str(at).encode(), bytes(1000)) for at in range(10_000)])
    index.flush(99)
    index.close()
    index = SqliteIndex(str(path))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    assert index.get(b"5000") is None
    index.put([(b"5000", b"new")])
    index.flush(7)
    assert index.get(b"5000") == b"new"
    index.close()


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cluster.storage.index.BUFFERED_MAX", 10)
    index = SqliteIndex()
    for at in range(100):
        index.put([(bytes([at]), b"v")])
        assert index.buffered <= 10
    assert len(index.scan(b"", 1000)) == 100
    index.close()


def test_a_store_writes_its_index_behind_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "INDEX_BATCH", 3)
    home = str(tmp_path / "party")
    store = fresh(OsFiles(), home)
    store.append(1, b"entry")
    store.index.put([(bytes([at]), b"v") for at in range(3)])
    store.flush()
    assert store.index.complete_to == store.end
    store.append(1, b"entry")
    store.index.put([(b"later", b"v")])
    store.close()
    store = again(OsFiles(), home)
    assert store.index.complete_to == store.end
    assert store.index.get(b"later") == b"v"
    store.close()


def test_an_index_ahead_of_its_log_is_dropped(tmp_path: Path) -> None:
    home = str(tmp_path / "party")
    fresh(OsFiles(), home).close()
    index = SqliteIndex(f"{home}/index.sqlite")
    index.put([(b"k", b"of an entry that is gone")])
    index.flush(1 << 20)
    index.close()
    store = again(OsFiles(), home)
    assert (store.index.complete_to, store.index.get(b"k")) == (0, None)
    store.close()


def test_a_simulated_store_keeps_its_index_in_memory() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.index.put([(b"k", b"v")])
    store.close()
    assert again(disk).index.get(b"k") is None
