"""What else happens: asides that share their words with every moral and topic but decide none.

A moral is decided by who answered what with which deed. Somebody else who waits, tells, shares, tries or promises by
the way decides nothing, so the words alone cannot give the moral away; a school or a garden that is passed through is
not what the story is about.
"""

from workbench.stories.lines import line
from workbench.stories.occasions import OPENINGS
from workbench.stories.plot import Plot

ASIDES: dict[str, tuple[str, ...]] = {
    "honesty": (
        *(
            "y / tell / {mom} about the day",
            "mom / ask / {x} about {y}",
            "y / say / that it was the cat who ate it",
            "x / tell / {y} all of it",
        ),
        *(
            "y / say / that it was not fun",
            "mom / find / out about the cake",
            "mom / want / to know about the box",
            "y / know / it was bad",
        ),
        *("y / break / an old box", "mom / ask / where the book was", "y / feel / bad", "mom / know / what {y} did"),
    ),
    "sharing": (
        *(
            "mom / share / the food with {y}",
            "y / have / no food",
            "mom / say / that {y} could have it",
            "y / say / no to the food",
        ),
        *("mom / have / a cake", "y / want / to eat with {x}", "y / share / a book with {mom}", "x / have / no hat"),
        *(
            "y / play / with other friends",
            "y / get / a toy from {mom}",
            "mom / make / a cake",
            "y / look / at the cake for a long time",
        ),
    ),
    "kindness": (
        *(
            "y / be / wet and cold",
            "mom / give / food to {y}",
            "y / take / a cat home",
            "y / help / {mom}",
            "y / be / all alone",
        ),
        *("mom / be / kind to {y}", "x / look / away", "a dog / be / hungry", "there / be / a bird near the house"),
        *("y / help / a cat get up", "a bird / be / cold", "mom / want / to be kind", "y / have / no time"),
    ),
    "courage": (
        *(
            "y / be / scared of the dark",
            "y / be / always scared of the bear",
            "mom / go / into the dark room",
            "y / run / home",
        ),
        *(
            "mom / be / scared of the water",
            "x / !look / at the bear",
            "y / hide / under the bed",
            "y / !be / scared anymore",
        ),
        *("mom / go / up the tree", "y / go / up to a dog", "y / say / that the food was so good"),
    ),
    "perseverance": (
        *(
            "y / try / to jump over the box",
            "y / try / to get up the tree",
            "y / be / too small",
            "mom / try / to make a cake",
            "y / stop",
        ),
        *(
            "y / do / it again and again",
            "y / say / it was too hard",
            "mom / try / to read to {y}",
            "y / read / the big book",
        ),
        *(
            "y / look / at how {mom} did it",
            "mom / make / a house for the bird",
            "y / swim / like a fish",
            "y / get / tired",
        ),
    ),
    "patience": (
        *(
            "mom / have / to wait",
            "y / wait / and waited",
            "mom / say / that it was not time",
            "y / want / to open the box",
        ),
        *(
            "it / take / a long time",
            "mom / tell / {y} to wait",
            "y / think / about the cake",
            "it / be / hard for {y}",
        ),
        *("y / open / a box", "y / want / to eat the food", "mom / be / happy with {y}", "the flower / be / very big"),
    ),
    "listening": (
        *("mom / tell / {y} not to run in the house", "mom / say / it was bad to go out", "y / fall / over a box"),
        *(
            "mom / tell / {y} not to jump",
            "y / get / wet and cold",
            "y / stop / and looked",
            "mom / have / to take {y} home",
        ),
        *(
            "y / go / near the water",
            "mom / ask / {y} not to go out",
            "y / jump / on the bed",
            "y / think / it was fun",
        ),
    ),
    "asking for help": (
        *(
            "y / ask / {mom} to help",
            "mom / help / {y}",
            "y / want / no help",
            "the ball / be / too high",
            "mom / know / what to do",
        ),
        *(
            "y / could !find / a book",
            "y / try / to get a hat down from the tree",
            "mom / want / to help",
            "y / look / around",
        ),
        *("mom / come / to help {y}", "y / say / it was kind of {mom}", "the car / be / too big"),
    ),
    "promises": (
        *(
            "mom / promise / to make a cake",
            "y / promise / to be good",
            "y / say / that {x} was a good friend",
            "mom / come / to see {x}",
        ),
        *("y / have / to play alone", "mom / promise / to come", "y / find / a good book", "y / !come / back that day"),
        *(
            "mom / say / that it would be fun",
            "y / want / to give food to the dog",
            "mom / ask / {y} to come to the park",
        ),
    ),
    "forgiveness": (
        *(
            "y / say / sorry to {mom}",
            "mom / say / it was just a toy",
            "xy / be / still friends",
            "y / want / to be friends",
        ),
        *(
            "mom / tell / {y} not to be sad",
            "y / tell / a dog to go home",
            "mom / be / sorry",
            "xy / be / friends again",
        ),
        *("y / lose / an old hat", "mom / hug / {y}", "y / want / to be more careful", "xy / look / for a new book"),
    ),
    "carefulness": (
        *(
            "y / be / careful",
            "y / run / fast",
            "mom / ask / {y} to take a book home",
            "mom / look / at the book all the time",
        ),
        *(
            "the box / be / still good",
            "y / jump / up and down",
            "mom / be / very careful",
            "y / go / home with a flower",
        ),
        *(
            "the book / get / all wet",
            "y / think / about other things",
            "y / take / much time for it",
            "mom / laugh / about it",
        ),
    ),
}
"""For each moral, what somebody else does that sounds like it."""

BIRTHDAYS = (
    *(
        "x / think / about {x's birthday}",
        "mom / make / a hat for {x's birthday}",
        "it / be / a long time to {x's birthday}",
    ),
    *("x / have / an old birthday hat", "x / read / the birthday book", "y / tell / {x} about {y's birthday}"),
)
"""Birthdays that are thought of in other stories."""


def aside(p: Plot, moral: str, topic: str) -> None:
    """One thing by the way: mostly the sound of another moral, sometimes the sight of another topic."""
    if p.chance(0.4):
        others = [name for name in OPENINGS if name != topic]
        name = others[p.roll(len(others))]
        specs = BIRTHDAYS if name == "birthday" else OPENINGS[name]
        p.x, p.y = p.y, p.x
        node = line(p, specs[p.roll(len(specs))])
        p.x, p.y = p.y, p.x
    else:
        others = [name for name in ASIDES if name != moral]
        specs = ASIDES[others[p.roll(len(others))]]
        node = line(p, specs[p.roll(len(specs))])
    p.beat("aside", node)
