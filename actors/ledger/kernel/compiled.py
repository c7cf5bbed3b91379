"""The compiler's door: integer code, no interpreter lock, cached on disk at the entry points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def inner(function: F) -> F:
    """Compile a function that only other compiled functions call."""
    return cast(F, numba.njit(nogil=True)(function))


def entry(function: F) -> F:
    """Compile a function that Python calls; the machine code of all it calls is cached with it."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))


def tiny(function: F) -> F:
    """Compile a function of a few instructions that vanishes into its callers."""
    return cast(F, numba.njit(nogil=True, forceinline=True)(function))
