"""链结 Lianjie: the one name to import.

``import lianjie`` loads nothing; each name is fetched when it is first used, so that checking a receipt
needs neither numpy nor pandas.

>>> from lianjie import Market
>>> market = await Market.start("treasury", host="local")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actors.base.receipt import Receipt, check_receipt
    from cluster.demo.centre.story import Story
    from cluster.language import Say
    from cluster.market import Market
    from cluster.verify import verify

__version__ = "0.1.0"

_HOMES = {
    "Market": "cluster.market",
    "Receipt": "actors.base.receipt",
    "Say": "cluster.language",
    "Story": "cluster.demo.centre.story",
    "check_receipt": "actors.base.receipt",
    "verify": "cluster.verify",
}

__all__ = ["Market", "Receipt", "Say", "Story", "check_receipt", "verify"]


def __getattr__(name: str) -> Any:
    """Fetch a public name from where it lives (PEP 562).

    Raises:
        AttributeError: no such name; the text lists those there are.
    """
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"lianjie has no {name!r}; it has {', '.join(sorted(_HOMES))}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, for completion."""
    return sorted([*_HOMES, "__version__"])
