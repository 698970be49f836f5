"""Stories of others as a corpus: files or a hub dataset are streamed, mapped to the record and written as shards.

sources   which files there are, and how each is laid out
rows      text with a delimiter, JSON lines, a JSON list, CSV, row by row and faults included; Parquet: parquet_rows
hub       a dataset of the Hugging Face hub, streamed
mapping   from the columns of a row to the columns of the record
checking  what becomes of a row: taken, mended, left out, or corrupted and told of
counting  the vocabulary: word types by frequency, and which of them are names
writing   shards, split by group
run       the config and the whole way
"""

from workbench.stories.imports.run import ImportConfig, import_corpus

__all__ = ["ImportConfig", "import_corpus"]
