"""QuantLib and pandas are loaded when something is priced, and never by what a party's process imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cluster.pricing import PricingProblem, government_bonds, portfolio, yield_from_price
from cluster.pricing.library import quantlib


@pytest.mark.parametrize(
    "imported",
    [
        "lianjie",
        "cluster.pricing",
        "cluster.market",
        "cluster.hosts.on_ray.actor",
        "cluster.hosts.local",
        "actors.modules.accrued",
    ],
)
def test_importing_it_loads_neither(imported: str) -> None:
    program = f"import sys, {imported}; sys.exit(sorted({{'QuantLib', 'pandas'}} & set(sys.modules)) or 0)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_without_quantlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    quantlib.cache_clear()
    monkeypatch.setitem(sys.modules, "QuantLib", None)
    with pytest.raises(PricingProblem, match=r"pip install 'lianjie\[pricing\]'"):
        yield_from_price(government_bonds()["2026-03"], "100.15", "2026-03-23", "exchange")


def test_without_pandas_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(PricingProblem, match=r"pip install 'lianjie\[analytics\]'"):
        portfolio([], "2026-03-23", {})
