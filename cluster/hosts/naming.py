"""Sentences about names."""

from __future__ import annotations

from collections.abc import Iterable


def why_unknown(name: str, known: Iterable[str]) -> str:
    """The sentence about a party that there is none of, with those that there are."""
    names = ", ".join(known)
    return (
        f"there is no party {name!r}; known are: {names}"
        if names
        else f"there is no party {name!r}, nor any other"
    )
