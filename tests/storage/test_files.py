"""The same store on the real file system: locks between processes, modes, torn and damaged files."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from actors.host import CorruptEntry, StorageFull
from cluster.storage.audit import audit_log, audit_snapshots
from cluster.storage.files import OsFiles, OsHandle
from cluster.storage.problems import (
    EmptyStore,
    Fenced,
    MissingStore,
    NoPermission,
    StorageProblem,
    StoreExists,
    StoreInUse,
)
from tests.storage.vessel import SMALL, again, fill, fresh

CHILD = """
import sys
from cluster.storage.files import OsFiles
from tests.storage.vessel import again

store = again(OsFiles(), sys.argv[1])
print("open", flush=True)
for number in range(1_000_000):
    position = store.append(7, number.to_bytes(8, "little") * 20)
    store.flush()
    print(position, flush=True)
    sys.stdin.read(1)
"""


@pytest.fixture
def home(tmp_path: Path) -> str:
    """A directory that is not there yet."""
    return str(tmp_path / "market" / "CCDC")


@pytest.fixture
def child(home: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the store and appends an entry for every byte it is sent."""
    fresh(OsFiles(), home).close()
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        yield process
        process.kill()


def test_a_store_is_written_and_read_again(home: str) -> None:
    store = fresh(OsFiles(), home)
    entries = fill(store, 0, 10, 5000, 400, 400, 400)
    store.write_snapshot(3, {"part": b"data"})
    store.close()
    store = again(OsFiles(), home)
    assert list(store.scan()) == entries
    assert store.read_snapshot() == (3, {"part": b"data"})
    store.cut(entries[-1].position)
    store.close()
    assert list(audit_log(OsFiles(), home))[-1] == entries[-1]
    assert list(audit_snapshots(OsFiles(), home)) == [3]


def test_directories_and_files_are_for_their_owner_alone(home: str) -> None:
    store = fresh(OsFiles(), home)
    store.append(1, b"x")
    store.index.put([(b"k", b"v")])
    store.write_snapshot(1, {})
    modes = {0o40700: set[str](), 0o100600: set[str]()}
    for path in [Path(home), *Path(home).rglob("*")]:
        modes[path.stat().st_mode].add(path.name)
    assert modes[0o40700] == {"CCDC", "log", "snapshots"}
    assert {"IDENTITY", "GENERATION", "LOCK", "00000000.seg", "index.sqlite"} <= modes[0o100600]
    store.close()


def test_missing_and_empty_directories_and_existing_stores_are_told(home: str) -> None:
    with pytest.raises(MissingStore):
        again(OsFiles(), home)
    os.makedirs(home)
    with pytest.raises(EmptyStore):
        again(OsFiles(), home)
    fresh(OsFiles(), home).close()
    with pytest.raises(StoreExists):
        fresh(OsFiles(), home)


def test_another_process_is_told_who_holds_the_store(home: str, child: subprocess.Popen[bytes]) -> None:
    with pytest.raises(StoreInUse, match=f"in use by process {child.pid};"):
        again(OsFiles(), home)


def test_another_opening_in_this_process_is_refused(home: str) -> None:
    store = fresh(OsFiles(), home)
    with pytest.raises(StoreInUse, match=f"process {os.getpid()}"):
        again(OsFiles(), home)
    store.close()
    again(OsFiles(), home).close()


def test_a_killed_process_loses_nothing_it_acknowledged(home: str, child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    acknowledged = [int(child.stdout.readline())]
    for _ in range(30):
        child.stdin.write(b".")
        acknowledged.append(int(child.stdout.readline()))
    child.stdin.write(b"." * 50)
    child.send_signal(signal.SIGKILL)
    child.wait()
    store = again(OsFiles(), home)
    assert [entry.position for entry in store.scan()][:31] == acknowledged
    assert store.problems == []
    store.close()
    assert list(audit_log(OsFiles(), home))


def test_a_process_whose_lock_was_lost_is_fenced(home: str, child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdout.readline()
    os.unlink(f"{home}/LOCK")
    store = again(OsFiles(), home)
    before = list(store.scan())
    child.stdin.write(b".")
    assert child.stdout.readline() == b""
    assert child.wait() != 0
    entries = before + fill(store, 100)
    store.close()
    assert list(audit_log(OsFiles(), home)) == entries


def test_an_opening_whose_lock_was_lost_is_fenced(home: str) -> None:
    old = fresh(OsFiles(), home)
    old.append(1, b"x")
    os.unlink(f"{home}/LOCK")
    new = again(OsFiles(), home)
    with pytest.raises(Fenced):
        old.flush()
    new.close()
    old.abandon()


def test_flipped_bytes_are_named(home: str) -> None:
    store = fresh(OsFiles(), home)
    entries = fill(store, 100, 100, 100)
    store.close()
    path = Path(home) / "log" / "00000000.seg"
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(CorruptEntry) as caught:
        list(audit_log(OsFiles(), home))
    assert (caught.value.file, caught.value.offset) == (str(path), 200)
    store = again(OsFiles(), home)
    store.replace(entries[1])
    assert list(store.scan()) == entries
    store.close()


def test_a_refusal_by_the_operating_system_is_told(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fresh(OsFiles(), home)
    entries = fill(store, 100)

    def refuse(number: int) -> object:
        def call(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "posix_fallocate", refuse(errno.ENOSPC))
        with pytest.raises(StorageFull, match="no room"):
            store.append(1, bytes(2000))
    assert os.listdir(f"{home}/log") == ["00000000.seg"]
    store.append(1, b"x")
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwritev", refuse(errno.EDQUOT))
        with pytest.raises(StorageFull):
            store.flush()
    assert store.read(entries[0].position) == entries[0]
    store.abandon()
    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refuse(errno.EACCES))
        with pytest.raises(NoPermission):
            again(OsFiles(), home)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", refuse(errno.EIO))
        with pytest.raises(StorageProblem, match="Input/output error"):
            again(OsFiles(), home)
    store = again(OsFiles(), home)
    assert list(store.scan()) == entries
    store.close()


def test_short_writes_and_reads_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = OsFiles()
    handle = files.open(str(tmp_path / "file"), create=True)
    true_pwritev, true_pwrite, true_pread = os.pwritev, os.pwrite, os.pread
    monkeypatch.setattr(os, "pwritev", lambda fd, buffers, at: true_pwritev(fd, [buffers[0][:1]], at))
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: true_pwrite(fd, data[:2], at))
    monkeypatch.setattr(os, "pread", lambda fd, count, at: true_pread(fd, min(count, 3), at))
    handle.write(5, [b"abc", b"defgh", b"ijklmnop"])
    assert handle.read(5, 100) == b"abcdefghijklmnop"
    handle.close()
    handle.close()
    assert isinstance(handle, OsHandle)


def test_many_small_entries_go_in_one_group(home: str) -> None:
    store = fresh(OsFiles(), home, SMALL)
    for kind in range(3000):
        store.append(kind, b"small")
    store.flush()
    assert [entry.kind for entry in store.scan()] == list(range(3000))
    store.close()


def test_a_directory_that_another_thread_makes_at_the_same_moment_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_mkdir = os.mkdir

    def too_late(path: str, mode: int) -> None:
        true_mkdir(path, mode)
        true_mkdir(path, mode)

    monkeypatch.setattr(os, "mkdir", too_late)
    OsFiles().make_directory(str(tmp_path / "above" / "below"))
    assert (tmp_path / "above" / "below").is_dir()


def test_a_file_in_the_place_of_a_directory_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(FileExistsError):
        OsFiles().make_directory(str(tmp_path / "taken"))
