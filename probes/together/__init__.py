"""Several instruments over one pass of the activation stream."""
