"""The axis names that tensor shapes may use, and what each one counts.

Shapes are written with jaxtyping, such as `Float[Tensor, "batch pos d_model"]`, and checked in tests. One list for the
whole project: a name means the same thing everywhere, and `tests/test_architecture.py` refuses a name that is not here.
"""

AXES: dict[str, str] = {
    # data
    "batch": "sequences in one forward pass",
    "pos": "token positions in a sequence",
    "next_pos": "token positions shifted by one",
    "token": "tokens of a flat stream (batch and pos taken together, masked ones left out)",
    "story": "stories",
    "vocab": "types in the tokenizer's vocabulary",
    "chunk": "rows in one chunk of a stream",
    # model
    "layer": "blocks of the model",
    "head": "query heads",
    "kv_head": "key and value heads (grouped-query attention)",
    "query": "positions that look",
    "key": "positions that are looked at",
    "d_model": "width of the residual stream",
    "d_head": "width of one head",
    "d_mlp": "width of the MLP's hidden layer",
    "half": "half of d_head: the pairs that rotary embeddings turn",
    # dictionaries
    "d_in": "width of the activations a dictionary reads",
    "d_sae": "features of a dictionary",
    # instruments
    "d": "width of an activation, whatever its site",
    "point": "hook points",
    "feature": "neurons or dictionary features",
    "unit": "neurons, dictionary features or attention heads",
    "other": "units that units are compared with",
    "slot": "examples kept of a unit",
    "sampled": "tokens of the sampled stories",
    "cluster": "stories (or groups of them) whose tokens are not independent",
    "shuffle": "shuffles of the labels",
    "label": "label values",
    "cls": "classes of one probe",
    "probe": "probes fitted together",
    "bin": "bins of a histogram",
    "quantile": "quantile groups of examples",
    "top": "kept best entries",
    "pair": "minimal pairs",
    "group": "sets of tokens that a feature is judged against (label values, cue spans)",
    "role": "position roles of a minimal pair",
    "site": "places that are patched: a component with its positions and head",
    "sender": "components that write to the residual stream",
    "reader": "what reads the residual stream: queries, keys, values, MLPs, logits",
    "edge": "a sender and a reader of the residual stream",
    "metric": "scores of one run: logit difference, probability, divergence",
    "column": "statistics computed side by side",
    "item": "benchmark items",
    "option": "answer options of an item",
    "sample": "random draws (bootstrap, null)",
}
"""Axis name -> what it counts. Numbers, `...`, `_`, `*name` and `name+1` are allowed beside them."""
