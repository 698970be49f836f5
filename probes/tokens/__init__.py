"""Probes of single tokens: every fact of the world at every token where it is settled."""
