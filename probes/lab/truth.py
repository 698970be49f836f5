"""What is so at every token of a text that somebody typed, as an independent reader tells it: a probe's truth there."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from probes.activations import Encoded
from probes.tokens.targets import TokenStory, labels_of, stories_of
from workbench.reading.reading import Reading


def read_story(reading: Reading, offsets: Sequence[tuple[int, int]]) -> TokenStory:
    """Return the reading as a story whose record is what was read; `offsets` are its tokens' characters (half-open).

    Only facts whose words leave no room for another reading are told.
    """
    facts = [
        {
            "sentence": fact.sentence,
            "relation": fact.relation,
            "subject": fact.subject,
            "value": fact.value,
            "told": "told" if plain else "hidden",
        }
        for fact, plain in zip(reading.facts, reading.plain, strict=True)
    ]
    row = {
        "text": reading.text,
        "sentences": [{"start": one.start, "end": one.end, "role": ""} for one in reading.sentences],
        "mentions": [
            {"start": one.start, "end": one.end, "entity": one.entity, "form": one.form} for one in reading.mentions
        ],
        "facts": facts,
    }
    starts, ends = (np.array([span[side] for span in offsets], dtype=np.int64) for side in (0, 1))
    ids = np.zeros(len(offsets), dtype=np.int64)
    encoded = Encoded(ids, starts, ends, np.array([0, len(offsets)], dtype=np.int64))
    schema = pa.schema(
        {
            "text": pa.string(),
            "sentences": pa.list_(pa.struct({"start": pa.int64(), "end": pa.int64(), "role": pa.string()})),
            "mentions": pa.list_(
                pa.struct({"start": pa.int64(), "end": pa.int64(), "entity": pa.string(), "form": pa.string()})
            ),
            "facts": pa.list_(
                pa.struct(
                    {
                        "sentence": pa.int64(),
                        **{name: pa.string() for name in ("relation", "subject", "value", "told")},
                    }
                )
            ),
        }
    )
    return stories_of(pa.Table.from_pylist([row], schema), encoded)[0]


def truth_of(target: str, story: TokenStory, categories: Mapping[str, Sequence[str]] | None = None) -> list[str | None]:
    """Return the class of every token as the reader tells it; None where it does not, or cannot, say.

    What only a record knows (the part in the plot, the labels of a story) is never told by a reader.
    """
    if target in ("role", "topic", "tone", "moral", "style", "feature", "grammar", "persona", "point_of_view"):
        return [None] * story.n_tokens
    return labels_of(target, story, categories or {})
