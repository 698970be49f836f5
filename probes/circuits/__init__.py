"""Circuits: attribution, paths, edges, interchange, and how selective components are."""
