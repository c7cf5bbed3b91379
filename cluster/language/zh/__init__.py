"""The Chinese of every text, one file a room; each holds ``TEXTS``, English template → Chinese template."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from cluster.language.catalogue import Catalogue


@cache
def chinese() -> Catalogue:
    """All texts that have a Chinese counterpart, as one catalogue."""
    return Catalogue(texts())


def texts() -> dict[str, str]:
    """English template → Chinese template, of all rooms.

    Raises:
        ValueError: two rooms give one text two translations.
    """
    found: dict[str, str] = {}
    for one in iter_modules(__path__):
        room = import_module(f"{__name__}.{one.name}")
        for english, zh in room.TEXTS.items():
            if found.setdefault(english, zh) != zh:
                raise ValueError(f"{english!r} is both {found[english]!r} and {zh!r}; keep one")
    return found
