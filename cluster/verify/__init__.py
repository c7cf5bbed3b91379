"""Checking one party's disk from first byte to last, alone: no network, no other party, no running node."""

from cluster.verify.report import Fault, Report, Step
from cluster.verify.run import parties_of, verify, verify_market

__all__ = ["Fault", "Report", "Step", "parties_of", "verify", "verify_market"]
