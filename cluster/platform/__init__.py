"""What operators of a platform work out away from the ledger, and propose to it."""
