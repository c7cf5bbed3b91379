"""Options of a benchmark are checked before anything starts, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cluster.bench.options import BenchOptions, OptionProblem


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"accounts": 63}, "accounts is 63; give 64 to"),
        ({"batch": 0}, "batch is 0; give 1 to 200,000"),
        ({"offered": -1}, "offered is -1"),
        ({"trades": 0}, "trades is 0"),
        ({"in_flight": 65}, "in-flight is 65"),
        ({"seconds": 0.0}, "a window of 0.0 s"),
        ({"host": "moon"}, "no host 'moon'; there is local, ray"),
        ({"every_ms": 0}, "every-ms is 0"),
        ({"clients": 91}, "clients is 91; give 1 to 90"),
        ({"dead": 2}, "dead is 2; give 0 to 1"),
        ({"lying": -1}, "lying is -1; give 0 to 1"),
        ({"slow": 5}, "slow is 5; give 0 to 4"),
        ({"dead": 1, "lying": 1}, "1 dead and 1 lying nodes of 4; at most 1 in all"),
        ({"dead": 1, "slow": 4}, "4 slow nodes, but only 3 are left"),
        ({"directory": Path("no/such/place")}, "no/such/place is no directory"),
    ],
)
def test_what_makes_no_benchmark_is_refused(values: dict[str, Any], part: str) -> None:
    with pytest.raises(OptionProblem, match=part.replace("(", r"\(")):
        BenchOptions(**values)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(OptionProblem, match=r"batch is 0.*a window of.*dead is 4"):
        BenchOptions(batch=0, seconds=-1.0, dead=4)
