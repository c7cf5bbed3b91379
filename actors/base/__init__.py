"""What every actor speaks: canonical bytes, keys, Merkle trees, batches, blocks, rosters, receipts.

Nothing in this package imports numpy or numba, so that a receipt can be checked by a light process.
"""
