"""Instruments: the terms of every bond, and the codes that markets call it by."""
