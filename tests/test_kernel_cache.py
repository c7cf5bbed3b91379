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


def test_any_change_of_any_source_changes_the_hash(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    first = kernel_hash(tmp_path)
    assert kernel_hash(tmp_path) == first
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text("")
    second = kernel_hash(tmp_path)
    (tmp_path / "sub" / "b.py").rename(tmp_path / "b.py")
    assert len({first, second, kernel_hash(tmp_path)}) == 3
