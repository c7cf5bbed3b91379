"""The adapter of the guide works as it stands there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cluster.legacy.messages import Delivery
from cluster.legacy.protocol import Backend, NotReady, check
from tests.legacy.village import wait

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "legacy.md"


def test_the_adapter_of_the_guide(tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    exec(GUIDE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0], names)
    adapter = names["FileDepository"](tmp_path)
    assert isinstance(adapter, Backend)
    assert wait(check(adapter)).name == "SHCH"
    message = Delivery("d1", 20260323, "012480001", "A", "B", 5)
    assert wait(adapter.submit(message)) == wait(adapter.submit(message))
    with pytest.raises(NotReady):
        wait(adapter.statement(20260323, "012480001"))
    (tmp_path / "20260323-012480001.csv").write_text("B,5\nA,95\n")
    assert wait(adapter.statement(20260323, "012480001")).total == 100
