"""The kernel is compiled once for all runs of the tests."""

from __future__ import annotations

from cluster.kernel_cache import use_kernel_cache

use_kernel_cache()
