"""What modules of the ledger there are, and what a platform may set of each: the tables behind plans and their schema."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from actors.ledger.parameter import Parameter
from actors.modules.dates import DAY_S

_TIME: Final = re.compile(r"(?P<h>[0-9]{1,2}):(?P<m>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?")

#: Units in which a moment of the day is counted; a plan may write such a value as 17:00.
OF_DAY: Final = "second of the day"


@cache
def modules() -> tuple[str, ...]:
    """Names of the modules that a market runs, in the order of the ledger."""
    from actors.modules.middle_platform import MODULES

    return tuple(one.name for one in MODULES)


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter, by ``module.parameter``."""
    from actors.modules.middle_platform import MODULES

    return {f"{module.name}.{one.name}": one for module in MODULES for one in module.parameters}


def is_time(parameter: Parameter) -> bool:
    """Whether the parameter is a moment of the day."""
    return parameter.unit.startswith(OF_DAY)


def read_time(text: str) -> int | None:
    """Seconds of the day from ``HH:MM`` or ``HH:MM:SS`` (up to 24:00); None for what is no such moment."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    seconds = int(found["h"]) * 3600 + int(found["m"]) * 60 + int(found["s"] or 0)
    return seconds if seconds <= DAY_S else None


def write_time(seconds: int) -> str:
    """``HH:MM``, with the seconds where there are some."""
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{time}:{seconds % 60:02}" if seconds % 60 else time
