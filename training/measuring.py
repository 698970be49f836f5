"""How well a finished model predicts the validation stories of its corpus."""

from training.evaluation import Prediction, predict
from training.preparing import encoded
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.language.checkpoints import load_model
from workbench.progress import SILENT, Progress


def validation_of(model: Artifact, corpus: Artifact | None = None, progress: Progress = SILENT) -> Prediction:
    """Loss, bits per byte and accuracy on the whole validation split of its own corpus, or of `corpus`.

    Raises StoryscopeError if the corpus that it was trained on is gone, or has words that the model does not know.
    """
    corpus = corpus or artifacts.resolve_beside(model, "corpus")
    loaded = load_model(model)
    stories = encoded(corpus, model, "validation", loaded.config.context, progress)
    return predict(loaded.model, stories)
