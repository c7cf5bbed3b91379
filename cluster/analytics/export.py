"""Parquet files of the past, for warehouses and for later."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cluster.analytics.libraries import library
from cluster.analytics.problems import ExportProblem


def write_parquet(tables: Mapping[str, Any], directory: str | Path) -> list[Path]:
    """Write each table as ``<name>.parquet`` into a new or empty directory; the paths. Blocks.

    Raises:
        ExportProblem: the directory holds something or cannot be written. NotInstalled: pyarrow is not.
    """
    parquet, folder = library("pyarrow.parquet"), Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ExportProblem(f"{folder} holds something already; give a new or empty directory")
        paths = [folder / f"{name}.parquet" for name in tables]
        for path, table in zip(paths, tables.values(), strict=True):
            parquet.write_table(table, path, compression="zstd")
    except OSError as error:
        raise ExportProblem(f"{folder} cannot be written: {error.strerror or error}") from None
    return paths
