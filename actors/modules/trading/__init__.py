"""Trading (交易): request for quote, click-to-deal, negotiated deals, and order routing between venues."""
