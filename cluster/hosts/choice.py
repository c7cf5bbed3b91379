"""Which hosts there are to choose from, and the one that is installed only by those who want it."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from actors.host import HostProblem

HOSTS: Final = ("local", "ray")


def on_ray() -> ModuleType:
    """``cluster.hosts.on_ray.opening``, how parties come to Ray.

    Raises:
        HostProblem: Ray is not installed.
    """
    try:
        from cluster.hosts.on_ray import opening
    except ImportError as problem:
        raise HostProblem(
            f"the host 'ray' needs Ray, which cannot be imported ({problem}): pip install 'lianjie[ray]', or use the "
            "host 'local'"
        ) from None
    return opening
