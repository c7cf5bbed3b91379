"""The command line speaks English to its tests, whatever the machine speaks."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def english_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Chinese locale, unless a test sets one."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(autouse=True)
def no_markets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No market of whoever runs the tests is found."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
