"""The shape of a model, as data: no torch here, so that listing presets costs nothing."""

from dataclasses import dataclass
from typing import Literal

from workbench.errors import StoryscopeError


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """The shape of a model; `context` is the longest sequence it is trained on and accepts.

    Family llama: RMSNorm, rotary positions, SwiGLU, no biases; `d_mlp` 0 makes it attention-only. Family neo (GPT-Neo,
    what TinyStories trains): LayerNorm, learned positions, GELU, biases, unscaled attention that in every second layer
    sees only the last `window` positions; tied.
    """

    n_layers: int
    d_model: int
    n_heads: int
    n_kv_heads: int
    d_head: int
    d_mlp: int
    vocab_size: int
    context: int
    rope_theta: float = 10_000.0
    tied: bool = False
    norm_eps: float = 1e-5
    family: Literal["llama", "neo"] = "llama"
    window: int = 256

    def __post_init__(self) -> None:
        sizes = {name: value for name, value in vars(self).items() if type(value) is int}
        for name, value in sizes.items():
            if value < (0 if name == "d_mlp" else 1):
                raise StoryscopeError(f"{name}={value} is too small.", "Give at least 1.")
        if self.family == "neo" and not (self.tied and self.n_kv_heads == self.n_heads and self.d_mlp):
            raise StoryscopeError("A GPT-Neo is tied, has an MLP, and as many key heads as heads.", "Use family llama.")
        if self.n_heads % self.n_kv_heads:
            fitting = [count for count in range(1, self.n_heads + 1) if self.n_heads % count == 0]
            what = f"n_heads={self.n_heads} does not split into n_kv_heads={self.n_kv_heads} groups."
            raise StoryscopeError(what, f"Use one of n_kv_heads={fitting}.")
        if self.d_model % self.n_heads:
            # Needed for no computation, but other libraries refuse to open such a model.
            fitting = [count for count in range(1, self.d_model + 1) if self.d_model % count == 0]
            what = f"d_model={self.d_model} does not split into n_heads={self.n_heads}."
            raise StoryscopeError(what, f"Use one of n_heads={fitting}.")
        if self.d_head % 2:
            raise StoryscopeError(f"d_head={self.d_head} is odd.", "Rotary positions need an even d_head.")

    @property
    def parameters(self) -> int:
        """How many parameters a model of this shape has; tied embeddings count once."""
        if self.family == "neo":
            block = 4 * self.d_model * self.n_heads * self.d_head + 2 * self.d_model * self.d_mlp
            biases = self.d_mlp + 6 * self.d_model  # of the two norms too, and the norms' scales
            return self.n_layers * (block + biases) + (self.vocab_size + self.context + 2) * self.d_model
        attention = 2 * self.d_model * self.d_head * (self.n_heads + self.n_kv_heads)
        block = attention + 3 * self.d_model * self.d_mlp + 2 * self.d_model
        embeddings = self.vocab_size * self.d_model * (1 if self.tied else 2)
        return self.n_layers * block + self.d_model + embeddings
