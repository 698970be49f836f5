"""Planted confounds: which instruments take the one for the other."""
