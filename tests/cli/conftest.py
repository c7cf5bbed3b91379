"""The command line speaks English to its tests, whatever the machine speaks."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def english_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Chinese locale, unless a test sets one."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
