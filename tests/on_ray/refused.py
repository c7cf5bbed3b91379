"""Markets that cannot start, each tried in this process: ``python -m tests.on_ray.refused DIR ADDRESS …``.

For each ADDRESS it tries to start a market in a directory of its own below DIR, and prints a line of JSON with the
name of the error and its sentence in English and in Chinese. The ADDRESS ``no-ray`` stands for a Python without Ray, and a
path to a YAML file for a Ray instance of its own, started as the file says.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path

from cluster.language import Say
from cluster.market import Market

BLUEPRINT = Path(__file__).with_name("small.yaml")
NO_RAY = "no-ray"


class WithoutRay(MetaPathFinder):
    """Finds no Ray, nor lets any other."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> None:
        """Refuse ray."""
        if fullname == "ray":
            raise ModuleNotFoundError("No module named 'ray'")


async def refused(directory: Path, address: str) -> list[str]:
    """The name of the error, and its sentence in English and in Chinese."""
    if address == NO_RAY:
        sys.meta_path.insert(0, WithoutRay())
    try:
        where = {"ray_config": address} if address.endswith(".yaml") else {"address": address}
        market = await Market.start(BLUEPRINT, "ray", directory, **where)  # type: ignore[arg-type]
    except Exception as problem:
        return [type(problem).__name__, str(problem), Say("zh")(str(problem))]
    await market.stop()
    return ["", "it started", ""]


def main(directory: str, *addresses: str) -> None:
    """Try one after the other."""
    for at, address in enumerate(addresses):
        print(json.dumps(asyncio.run(refused(Path(directory, str(at)), address))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
