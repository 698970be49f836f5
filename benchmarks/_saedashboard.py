"""SAEDashboard over a folder that `benchmarks.features` wrote; run by the Python of an environment that has it.

Reads model.json, weights.safetensors, sae/, tokens.npy and asked.json; writes found.json with the seconds of its runner
and, for each feature, the strongest activations, the histogram and the density.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from sae_dashboard.sae_vis_data import SaeVisConfig
from sae_dashboard.sae_vis_runner import SaeVisRunner
from sae_lens import SAE
from safetensors.torch import load_file
from transformer_lens import HookedTransformer, HookedTransformerConfig


def main(folder: Path) -> None:
    """Time the runner as its users run it: model, dictionary and tokens are loaded before."""
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    torch.set_num_threads(asked["threads"])
    shape = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    model = HookedTransformer(HookedTransformerConfig(**shape, dtype=torch.float32))
    model.load_state_dict(load_file(folder / "weights.safetensors"), strict=False)
    loader = getattr(SAE, "load_from_disk", None) or SAE.load_from_pretrained
    sae = loader(str(folder / "sae"), device="cpu")
    tokens = torch.from_numpy(np.load(folder / "tokens.npy"))
    config = SaeVisConfig(
        hook_point=asked["hook"],
        features=asked["features"],
        minibatch_size_features=64,
        minibatch_size_tokens=64,
        device="cpu",
        dtype="float32",
        ignore_tokens=set(asked["ignore"]),
        verbose=False,
    )
    # every position of the stories, and neither the start of text nor the token after the end
    config.feature_centric_layout.seq_cfg.buffer = (0, 1)
    begun, own = time.perf_counter(), time.process_time()
    data = SaeVisRunner(config).run(encoder=sae, model=model, tokens=tokens)
    seconds, processor = time.perf_counter() - begun, time.process_time() - own
    features = {}
    for index, one in data.feature_data_dict.items():
        top = next(group for group in one.sequence_data.seq_group_data if "TOP" in group.title)
        features[str(index)] = {
            "top": [
                {"story": int(sequence.original_index), "peak": float(max(sequence.feat_acts))}
                for sequence in top.seq_data
            ],
            "heights": list(map(int, one.acts_histogram_data.bar_heights)),
            "middles": list(map(float, one.acts_histogram_data.bar_values)),
            "title": one.acts_histogram_data.title,
        }
    found = {"seconds": seconds, "processor_seconds": processor, "features": features}
    (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")


main(Path(sys.argv[1]))
