"""The libraries of the extra ``analytics``, imported when first needed: a party starts without them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cluster.analytics.problems import NotInstalled


def library(name: str) -> Any:
    """The module ``name``: ``pandas``, ``pyarrow``, ``pyarrow.parquet``, ``duckdb``.

    Raises:
        NotInstalled: it is not there.
    """
    try:
        return import_module(name)
    except ImportError:
        wanted = name.partition(".")[0]
        raise NotInstalled(
            f"this needs {wanted}, which is not installed: pip install 'lianjie[analytics]'"
        ) from None
