"""P4: what the model itself must always find. Source: docs/spec/postings.md, Accounts and gateways."""

from __future__ import annotations

from collections import defaultdict

from cluster.simulator.model.state import State


def breaks(state: State) -> list[str]:
    """A sentence for every way in which conservation is broken; empty if it holds."""
    return [*_negative(state), *_totals(state)]


def _negative(state: State) -> list[str]:
    return [
        f"account {account:#x} holds {held.available} and {held.earmarked} earmarked of asset {asset}"
        for (account, asset), held in sorted(state.positions.items())
        if held.available < 0 or held.earmarked < 0
    ]


def _totals(state: State) -> list[str]:
    by_gateway: dict[tuple[int, int], int] = defaultdict(int)
    for (account, number), held in state.positions.items():
        by_gateway[number, account >> 48] += held.total
    found: list[str] = []
    for asset in state.assets.values():
        at_root = by_gateway[asset.number, asset.root]
        leaves = at_root
        for (root, lower), omnibus in sorted(state.omnibus.items()):
            if root == asset.root:
                above, below = state.position(omnibus, asset.number).total, by_gateway[asset.number, lower]
                leaves += below - above
                if above != below:
                    found.append(f"asset {asset.number}: omnibus of {lower} is {above}, its children {below}")
        if not asset.issued == at_root == leaves:
            found.append(
                f"asset {asset.number}: issued {asset.issued}, at the root {at_root}, leaves {leaves}"
            )
    return found
