"""Which directories a person may name: one party's, the parties' parent, or the market's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster.storage.problems import NotAStore
from cluster.verify.run import parties_of


def _party(directory: Path) -> Path:
    directory.mkdir(parents=True)
    (directory / "IDENTITY").write_bytes(b"")
    return directory


def test_a_party_s_own_directory_is_itself(tmp_path: Path) -> None:
    assert parties_of(_party(tmp_path / "node-a")) == [tmp_path / "node-a"]


@pytest.mark.parametrize("below", ["", "parties"])
def test_a_market_s_directory_names_its_parties_in_order(tmp_path: Path, below: str) -> None:
    expected = [_party(tmp_path / below / name) for name in ("node-a", "node-b")]
    assert parties_of(tmp_path) == expected


def test_any_other_directory_is_told(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(NotAStore, match="IDENTITY"):
        parties_of(tmp_path)
