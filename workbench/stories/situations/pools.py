"""Who and what may play a part in a situation."""

from importlib.resources import files

from workbench.stories.lexicon import BOYS, GIRLS


def _read() -> dict[str, tuple[str, ...]]:
    text = (files("workbench.stories.situations") / "data" / "pools.txt").read_text(encoding="utf-8")
    pools: dict[str, tuple[str, ...]] = {"kid": BOYS + GIRLS}
    for line in text.splitlines():
        name, _, rest = line.partition(": ")
        players: list[str] = []
        for who in rest.split(", "):
            players += pools[who[1:]] if who.startswith("@") else [who]
        pools[name] = tuple(players)
    return pools


POOLS = _read()
"""Pool -> who or what is in it, some several times, because they are more common there.

A name is a person's, "the bear" is one that has none, "ball" takes the article of its sentence, and "swim:swam" is
something to do and its past.
"""
