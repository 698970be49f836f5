"""Parts of the probes page: whole stories, single tokens, along training, and what acting on directions does."""
