"""What needs training and measuring both: a dictionary beside its control, sweeps, and StoryBench."""
