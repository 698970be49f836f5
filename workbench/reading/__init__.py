"""An independent reader: from raw text back to who is meant, what happened, and what is so.

It shares the wordbook and the records with the world that tells stories, and none of its telling. `read(text, tier)`
gives a `Reading`; `Reading.problems` names what cannot be true together.
"""

from workbench.reading.asking import Answer, ask
from workbench.reading.morals import Moral, moral_of
from workbench.reading.outcome import Outcome, outcome_of
from workbench.reading.reading import Reading, read

__all__ = ["Answer", "Moral", "Outcome", "Reading", "ask", "moral_of", "outcome_of", "read"]
