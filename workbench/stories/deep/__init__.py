"""The deep story world: the tiers `tiny` and `simple`, acted out by characters with beliefs, and written as data."""
