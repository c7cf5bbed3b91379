"""What the story needs besides the light core, asked before anything starts."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from cluster.demo.options import OptionProblem

#: Modules, and the extra that brings each.
NEEDED: Final = {"QuantLib": "pricing"}


def check_needs() -> None:
    """Return if everything is installed.

    Raises:
        OptionProblem: something is not; the text says how to get it.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        extras = ",".join(sorted({NEEDED[name] for name in missing}))
        raise OptionProblem(
            f"the story of the bond centre needs {', '.join(missing)}, not installed here: pip install 'lianjie[{extras}]'"
        )
