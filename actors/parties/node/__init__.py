"""A validator's node: three pure cores (intake, agreement, finality) around one ledger."""

from actors.parties.node.config import NodeConfig, NodeOptions
from actors.parties.node.shell import Node

__all__ = ["Node", "NodeConfig", "NodeOptions"]
