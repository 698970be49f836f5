"""Parts of the patching and circuits page: averaged effects, one pair, circuits, selectivity, interchange."""
