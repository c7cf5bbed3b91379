"""A parameter of a module: a whole number that a platform instance may set within bounds."""

from __future__ import annotations

from typing import NamedTuple


class Parameter(NamedTuple):
    """``name`` is unique within the module; ``unit`` and ``source`` are told to people.

    ``source`` names the published rule that the default comes from; where none confirms it, it says so.
    """

    name: str
    default: int
    low: int
    high: int
    unit: str
    en: str
    zh: str
    source: str
