"""Issuance (发行): auctions with sealed bids, book-building, allotment against payment, distribution, listing."""
