"""Sentences about names."""

from __future__ import annotations

from collections.abc import Iterable

NAME_BYTES_MAX = 128


def why_unknown(name: str, known: Iterable[str]) -> str:
    """The sentence about a party that there is none of, with those that there are."""
    names = ", ".join(known)
    return (
        f"there is no party {name!r}; known are: {names}"
        if names
        else f"there is no party {name!r}, nor any other"
    )


def why_no_directory(name: str) -> str | None:
    """Why ``name`` cannot be the name of a party's directory, or None if it can."""
    if not name or name.startswith(".") or not name.isprintable() or "/" in name or "\\" in name:
        return f"{name!r} cannot name a party: no slash, no leading dot, nothing unprintable"
    if len(name.encode()) > NAME_BYTES_MAX:
        return f"a party's name has at most {NAME_BYTES_MAX} bytes; {name[:20]!r}… has {len(name.encode())}"
    return None
