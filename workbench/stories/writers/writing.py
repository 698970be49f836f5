"""`storyscope write`: a corpus by a language model behind an OpenAI-compatible server.

Replies are kept in `.replies/<stream>/` of the artifact folder, apart from any corpus. A stream is everything that
decides what is asked: recipe, prompt, model, server, seed, sampling. So a run that was killed, and a longer run of the
same stream, ask only for what has no reply yet. A request that was under way at a kill is sent again: whether its
answer was charged for, nobody can know, and the budget counts it as if it was.
"""

import asyncio
import time

from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.stories.writers.batches import Pending
from workbench.stories.writers.openai_writer import server_url
from workbench.stories.writers.recipes import recipe_named
from workbench.stories.writers.session import Session
from workbench.stories.writers.write_config import WriteConfig

__all__ = ["Pending", "WriteConfig", "write"]

_SCHEMA = 1


def write(config: WriteConfig, progress: Progress = SILENT) -> artifacts.Artifact | Pending:
    """A corpus by a language model; a finished one is returned at once, a batch that is not done yet as Pending.

    Raises StoryscopeError for an unknown recipe, no model, a budget without prices, a server that refuses or fails, and
    when the budget ends before there are `n` stories.
    """
    if not config.model:
        raise StoryscopeError("No model is named.", "Give the name that the server knows it by: --model NAME.")
    session = Session(config, recipe_named(config.recipe), server_url(config.base_url))
    done = artifacts.finished("corpus", session.identity, schema=_SCHEMA)
    if done is not None:
        return done
    began = time.perf_counter()
    with session.opened():
        pending = asyncio.run(session.gather_all(progress))
        if pending is not None:
            return pending
        with artifacts.create("corpus", config.label, session.identity, schema=_SCHEMA) as draft:
            session.fill(draft, time.perf_counter() - began)
    made = artifacts.finished("corpus", session.identity, schema=_SCHEMA)
    assert made is not None
    return made
