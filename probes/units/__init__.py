"""What is measured of neurons, dictionary features and attention heads: the parts of `storyscope features`."""
