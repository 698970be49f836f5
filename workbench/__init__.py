"""The ground: stories whose truth is known, the language they are told in, models, artifacts."""
