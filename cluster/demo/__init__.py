"""The main job: one real week of the Chinese treasury market, from opening balances to a coupon."""
