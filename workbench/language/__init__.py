"""Language: tokenizers, the tiny transformer, its hook points, its files, and the n-gram it must beat."""
