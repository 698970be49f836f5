"""Situations: short true-to-life scenes told for their own sake, in far more ways than a story has room for."""
