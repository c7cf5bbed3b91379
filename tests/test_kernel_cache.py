"""Compiled kernels are kept by the hash of all their source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numba
import pytest

from cluster.kernel_cache import kernel_hash, use_kernel_cache


@pytest.fixture(autouse=True)
def _restore_cache_directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    yield
    numba.config.CACHE_DIR = before  # type: ignore[attr-defined]


def test_the_directory_bears_the_hash_and_numba_uses_it(tmp_path: Path) -> None:
    chosen = use_kernel_cache(tmp_path)
    assert chosen == tmp_path / f"kernel-{kernel_hash()}"
    assert chosen.is_dir()
    assert str(chosen) == numba.config.CACHE_DIR  # type: ignore[attr-defined]
    assert use_kernel_cache(tmp_path) == chosen


def test_a_kernel_compiled_afterwards_is_kept_there(tmp_path: Path) -> None:
    chosen = use_kernel_cache(tmp_path)

    @numba.njit("int64(int64)", cache=True)
    def double(value: int) -> int:
        return value * 2

    assert double(21) == 42
    assert list(chosen.rglob("*.nbi"))


def test_a_directory_that_cannot_be_made_is_replaced(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    chosen = use_kernel_cache(blocked)
    try:
        assert chosen.is_dir()
        assert not chosen.is_relative_to(tmp_path)
    finally:
        chosen.rmdir()


def test_any_change_of_what_a_kernel_is_made_of_changes_the_hash(tmp_path: Path) -> None:
    kernel = tmp_path / "kernel"
    kernel.mkdir()
    for name in ("_faults.py", "layout.py", "records.py"):
        (tmp_path / name).write_text("")
    (kernel / "codes.py").write_text("DONE = int(Status.DONE)\n")
    status = tmp_path / "status.py"
    status.write_text('    DONE = 2, True\n    LATER = 1000, "a text"\n')
    first = kernel_hash(tmp_path)
    assert kernel_hash(tmp_path) == first
    status.write_text('    DONE = 2, True\n    LATER = 1001, "another text"\n')
    assert kernel_hash(tmp_path) == first, "no kernel names this status"
    seen = {first}
    status.write_text("    DONE = 3, True\n")
    seen.add(kernel_hash(tmp_path))
    (tmp_path / "layout.py").write_text("x = 1\n")
    seen.add(kernel_hash(tmp_path))
    (kernel / "more.py").write_text("")
    seen.add(kernel_hash(tmp_path))
    (kernel / "more.py").rename(kernel / "less.py")
    seen.add(kernel_hash(tmp_path))
    assert len(seen) == 5
