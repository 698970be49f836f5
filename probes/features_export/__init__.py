"""Feature statistics for other tools and other people: Neuronpedia, pages that open from disk, CSV, Parquet."""
