"""A corpus as a dataset on the Hugging Face hub, pushed through `huggingface_hub`, whose quirks stay in this file."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.stories.reading import Corpus

_PUBLISHED = ("README.md", "vocabulary.json", "manifest.json", "data/*.parquet")
_STALE = ["data/*.parquet"]  # what an earlier, larger corpus may have left there


@dataclass(frozen=True, kw_only=True)
class PushConfig:
    """What `push` needs. The access token comes from HF_TOKEN or from `hf auth login`, never from here."""

    repo: str = option("", "the dataset's name on the hub: you/name")
    corpus: str = option("", "the corpus: a name, an id prefix or a path; empty: the newest")
    private: bool = option(True, "only you see it; --no-private shows it to everybody")


def push(config: PushConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """Put a corpus on the hub: its card, vocabulary, manifest and Parquet files, in place of what was there.

    Returns the dataset's address and how many files and stories it has. Raises StoryscopeError without a name or a
    token, for a damaged corpus, and if the hub refuses or does not answer.
    """
    corpus = Corpus.open(config.corpus or None)
    with progress.task("checking the corpus", None, "files") as task:
        wrong = artifacts.verify(corpus.artifact)
        task.advance(len(corpus.artifact.manifest.files))
    if wrong:
        what = f"The corpus {corpus.artifact.label} is damaged ({wrong[0]})."
        raise StoryscopeError(what, "Make it again: storyscope generate.")
    with _the_hub(config.repo) as api:
        repo = str(api.create_repo(config.repo, repo_type="dataset", private=config.private, exist_ok=True).repo_id)
        with progress.task(f"pushing to {repo}", None, "files"):
            api.upload_folder(
                repo_id=repo,
                folder_path=corpus.artifact.path,
                repo_type="dataset",
                commit_message=f"Storyscope corpus {corpus.artifact.label}",
                allow_patterns=list(_PUBLISHED),
                delete_patterns=_STALE,
            )
    files = [name for name in corpus.artifact.manifest.files if not name.startswith(".")]
    return {
        "corpus": corpus.artifact.label,
        "repo": repo,
        "url": f"{api.endpoint}/datasets/{repo}",
        "private": config.private,
        "files": len(files) + 1,
        "stories": sum(corpus.splits.values()),
    }


@contextmanager
def _the_hub(repo: str) -> Generator[Any]:
    """The hub's client, with its ways to fail in our words."""
    hub: Any = import_module("huggingface_hub")
    constants: Any = import_module("huggingface_hub.constants")
    errors: Any = import_module("huggingface_hub.errors")
    transport: Any = import_module(errors.HfHubHTTPError.__mro__[1].__module__.partition(".")[0])
    # The user has named a remote, so the command line's "offline" is lifted for this one.
    before, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, False
    try:
        import_module("huggingface_hub.utils").validate_repo_id(repo)
        if hub.get_token() is None:
            what = "There is no token for the Hugging Face hub."
            raise StoryscopeError(what, "Log in (hf auth login) or set HF_TOKEN.")
        hub.utils.disable_progress_bars()
        yield hub.HfApi(endpoint=os.environ.get("HF_ENDPOINT"))
    except errors.HFValidationError:
        raise StoryscopeError(f"'{repo}' is not the name of a dataset.", "Give one: --repo you/stories.") from None
    except (errors.HfHubHTTPError, transport.HTTPError, ConnectionError) as error:
        why = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__).rstrip(".")
        what = f"The hub did not take '{repo}': {why}."
        raise StoryscopeError(what, "Check the token's rights, the name and the network, and run it again.") from error
    except ValueError as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise StoryscopeError(f"The hub did not accept the card of '{repo}': {why}.", "Mend README.md.") from error
    finally:
        constants.HF_HUB_OFFLINE = before
