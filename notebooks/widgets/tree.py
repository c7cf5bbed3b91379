"""A table of rows that open and close, in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

_STATIC = Path(__file__).parent / "static"


class Tree(anywidget.AnyWidget):
    """Rows as a tree.

    ``rows``: mappings with ``id``, ``parent`` (an id, or empty at the top), ``label``, ``note``, ``cells`` (one text a
    further column) and ``kind`` (for its looks), parents first; ``heads``: names of the columns; ``opened``: ids of the
    rows whose children are shown.
    """

    _esm = _STATIC / "tree.js"
    _css = _STATIC / "tree.css"
    rows: traitlets.List[Any] = traitlets.List().tag(sync=True)
    heads: traitlets.List[Any] = traitlets.List().tag(sync=True)
    opened: traitlets.List[Any] = traitlets.List().tag(sync=True)
