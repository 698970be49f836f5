"""Hypotheses about single units, tested on stories that are told for the purpose, by a test fixed beforehand."""
