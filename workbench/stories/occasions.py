"""How stories open: who is where, and what kind of day it is, for each topic in several ways."""

from workbench.stories.clauses import Node
from workbench.stories.lines import line, one_of
from workbench.stories.plot import Plot

GENERAL = ("xy / go / to {place}", "x / see / {y} near {place}", "xy / be / friends", "x / be / near {place} with {y}")
OPENINGS: dict[str, tuple[str, ...]] = {
    "pets": (
        *(
            "x / have / {pet}",
            "x / want / to give food to {pet}",
            "x / love / all animals",
            "x / take / {pet} to {place}",
        ),
        *(
            "pet / be / a good friend to {x}",
            "y / come / to see {pet}",
            "x / want / a dog",
            "dog / come / to {x} for food",
        ),
        *(
            "x / play / with {pet} in {place}",
            "y / like / animals",
            "cat / sleep / on {x's bed}",
            "x / look / at the fish in {y's house}",
        ),
    ),
    "rain": (
        *("the rain / !stop", "there / be / rain all day", "it / be / wet outside", "x / look / out at the rain"),
        *(
            "x / put / on a hat for the rain",
            "xy / be / in the cold rain",
            "the rain / come / in the night",
            "x / get / wet in the rain",
        ),
        *(
            "there / be / water in the house from the rain",
            "x / run / in the rain",
            "y / come / inside all wet",
            "xy / play / in the rain",
        ),
    ),
    "garden": (
        *(
            "x / play / in the garden with {y}",
            "x / see / a flower in the garden",
            "xy / go / out into the garden",
        ),
        *(
            "x / put / water on a flower in the garden",
            "a bird / come / to the garden every day",
            "y / have / a big garden",
        ),
        *(
            "x / look / at the sun from the garden",
            "x / be / out in the garden",
            "y / find / a flower",
            "mom / be / in the garden",
        ),
    ),
    "cooking": (
        *(
            "x / want / to make food for {y}",
            "x / make / a cake with {mom}",
            "xy / make / food together",
            "it / be / time to eat",
        ),
        *(
            "mom / make / fish to eat",
            "x / help / {mom} make food",
            "x / be / hungry",
            "y / want / to eat something good",
        ),
        *("there / be / food all over the house", "mom / have / no time to make food", "x / put / fish in the food"),
    ),
    "school": (
        *(
            "x / be / at school with {y}",
            "xy / read / a book at school",
            "x / go / to school with a new book",
            "y / be / new at school",
        ),
        *("x / have / many friends at school", "y / read / to {x} after school", "x / look / for a book at school"),
        *("a new girl / come / to school", "xy / run / to school", "x / love / to read"),
    ),
    "swimming": (
        *(
            "xy / go / to the water to swim",
            "x / swim / in the water with {y}",
            "x / jump / into the water",
            "x / see / a fish in the water",
        ),
        *(
            "x / want / to swim like a fish",
            "y / swim / fast",
            "xy / swim / all day",
            "the water / be / cold but {x} went in",
        ),
        *("x / look / for fish in the water", "y / jump / in the water with {x}", "x / be / still wet from the water"),
    ),
    "forest": (
        *(
            "x / see / a bird up in the tree",
            "xy / go / up the tree",
            "a bear / be / near the tree",
            "it / be / dark under the tree",
        ),
        *("x / look / up at the dark tree", "x / play / under the big tree with {y}", "x / find / a bird under a tree"),
        *(
            "bear / sleep / under a tree",
            "xy / look / for the bear",
            "y / go / high up in the tree",
            "the tree / be / very old",
        ),
    ),
    "night": (
        *(
            "it / be / night and time for bed",
            "x / be / in bed but did not sleep",
            "the room / be / dark",
            "x / !want / to sleep",
        ),
        *("y / come / to sleep in {x's room}", "night / come", "x / be / too tired to play", "x / go / to bed"),
        *("xy / look / out at the night", "mom / tell / {x} to go to bed", "x / hide / in bed", "y / sleep"),
    ),
    "birthday": (
        *(
            "it / be / {x's birthday}",
            "y / come / to {x's birthday}",
            "mom / make / a birthday cake for {x}",
            "x / put / on a birthday hat",
        ),
        *(
            "x / get / a big box for {x's birthday}",
            "many people / come / to {x's birthday}",
            "people / come / to eat cake with {x}",
        ),
        *(
            "there / be / cake for all the people",
            "x / open / a big box from {y}",
            "x / want / a cake and many friends around",
        ),
    ),
    "ball games": (
        *(
            "xy / play / ball in the park",
            "x / run / fast with the ball",
            "x / be / good with the ball",
            "y / want / to play ball",
        ),
        *(
            "x / take / a ball to the park",
            "x / run / around the park with {y}",
            "y / be / fast",
            "x / jump / for the ball",
        ),
        *(
            "people / play / in the park with a ball",
            "y / put / the ball down in the park",
            "the ball / go / high up",
        ),
    ),
    "cleaning up": (
        *(
            "there / be* / toys all over the room",
            "mom / tell / {x} to put the toys away",
            "x / put / things away in {x's room}",
        ),
        *(
            "x / want / to find the bed under all the things",
            "xy / put / the toys in a box",
            "x / have / so many things in the room",
        ),
        *(
            "y / help / {x} put things away",
            "x / have / many things on the bed",
            "x / look / at all the toys in the room",
        ),
    ),
    "car trips": (
        *(
            "x / be / in the car with {mom}",
            "mom / take / {x} and {y} out in the car",
            "it / be / a long time in the car",
        ),
        *(
            "x / look / out of the car",
            "xy / go / home in the car",
            "the car / stop / near the water",
            "x / want / to go home in the car",
        ),
        *(
            "y / sleep / in the car",
            "the car / be / too small for {x} and {y}",
            "mom / stop / the car",
            "x / see / a bear from the car",
        ),
    ),
}


def opening(p: Plot, topic: str) -> Node:
    """The first sentence: it sets the topic and brings somebody in."""
    if p.chance(0.08):
        return one_of(p, GENERAL)
    return line(p, _new(p, topic))


def again(p: Plot, topic: str) -> Node:
    """A second sentence of the topic, from the other's side."""
    swap = topic != "birthday"
    if swap:
        p.x, p.y = p.y, p.x
    node = line(p, _new(p, topic))
    if swap:
        p.x, p.y = p.y, p.x
    return node


def _new(p: Plot, topic: str) -> str:
    """A way to open that the story has not used yet."""
    ways = OPENINGS[topic]
    way = p.roll(len(ways))
    while way in p.opened:
        way = p.roll(len(ways))
    p.opened.add(way)
    return ways[way]
