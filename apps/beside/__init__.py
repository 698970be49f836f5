"""Parts of the compare page: two models, two checkpoints of one, two dictionaries."""
