"""Scenes about two things, animals or places that differ: what is chosen, kept, broken, eaten, slept in, and why."""

from workbench.stories.scenes_text import Text

_TOYS = ("ball", "toy", "car", "book", "hat")
_SMALL = ("hat", "book", "flower", "toy", "ball")
_PETS = ("dog", "cat", "bird", "bear")
_BIG_THINGS = ("box", "car", "bed", "house")

THINGS: dict[str, Text] = {
    "holders": Text(
        kind="fit",
        fact="holds it",
        who=_BIG_THINGS,
        it=("flower", "book", "cake"),
        told=(
            "X put IT in A and not in B",
            "X could !put IT in B, but X put IT in A",
            "X take IT out of B, and X put IT into A",
            "X could get IT into A but not into B",
        ),
        why=(
            ("big: be [big|very big]", "small: be [small|very small]"),
            ("big: be not small", "small: be not big"),
            ("dry: be not wet", "wet: be [wet|very wet]"),
            ("dry: be not very wet", "wet: be all wet"),
            ("good: be good", "bad: be bad"),
            ("new: be new", "old: be old"),
        ),
    ),
    "put_in": Text(
        kind="fit",
        fact="goes in",
        who=("hat", "book", "flower", "cake", "cat", "fish"),
        it=("box", "car", "bed"),
        told=(
            "X put A in IT, but B be still out of it",
            "X could !get B into IT, but A go in",
            "X could get A into IT, but X could !get B into IT",
            "B be too much for IT, but X put A in",
        ),
        why=(
            ("small: be small", "big: be [big|too big|so big]"),
            ("small: be [small|very small]", "big: be [big|very big]"),
            ("small: be not big", "big: be not small"),
            ("small: be little", "big: be big"),
        ),
    ),
    "opened": Text(
        kind="location",
        fact="is inside",
        who=_SMALL,
        it=("box", "car"),
        told=(
            "A be in IT, but B be under IT",
            "B be under IT, but A be in IT",
            "X put A into IT, and X put B under IT",
            "X put B under IT, and X put A into IT",
        ),
        then=(
            ("is inside: Y open IT to get T out", "-is inside: Y look under IT to get T out"),
            ("is inside: Y look into IT and saw T there", "-is inside: Y look under IT and saw T there"),
        ),
    ),
    "broken": Text(
        kind="breaking",
        fact="fell",
        who=("car", "box", "toy", "book", "hat"),
        told=(
            "A fall from the tree, but B be on the bed",
            "X put B away, but X fall on A",
            "B be still in the room, but A fall into the water",
            "X jump on A, but B be under the bed",
        ),
        then=(
            ("broken: be no good", "whole: be still good"),
            ("broken: be not like new", "whole: be still like new"),
            ("broken: be no fun to have", "whole: be still fun to have"),
        ),
    ),
    "two_owners": Text(
        kind="ownership",
        fact="is mine",
        who=_TOYS,
        told=(
            "X have A, but Y have B",
            "Y have B, but X have A",
            "X get A from M, and Y get B",
            "Y get B from M, and X get A",
        ),
        then=(
            ("is mine: X take T home", "-is mine: Y take T home"),
            ("is mine: X have T at home", "-is mine: Y have T at home"),
            ("is mine: X share T with a friend", "-is mine: Y share T with a friend"),
            ("is mine: X put T away", "-is mine: Y put T away"),
        ),
    ),
    "taken_along": Text(
        kind="size",
        fact="taken along",
        who=("dog", "cat", "bird", *_TOYS),
        told=(
            "X take A to the park, but B be still at home",
            "X !take B to school, but X take A",
            "B be at home, but X take A outside",
            "X put B away, but X take A to school",
        ),
        why=(
            ("small: be small", "big: be too big"),
            ("small: be [small|very small]", "big: be [big|very big]"),
            ("small: be not big", "big: be not small"),
            ("good: be good", "bad: be bad"),
            ("fun: be fun", "dull: be no fun"),
            ("fun: be more fun", "dull: be not fun"),
            ("new: be new", "old: be old"),
        ),
    ),
    "beasts_chase": Text(
        kind="chase",
        fact="chases",
        link=True,
        who=("dog", "cat", "bear"),
        told=(
            "A run after B",
            "A want to get to B",
            "A look for B all around",
            "B run away from A",
            "B hide from A",
            "B !want to play with A",
        ),
        why=(
            ("wants it: want the ball", "has it: have the ball"),
            ("wants it: want the food", "has it: have the food"),
            ("plays: want to play", "tired: want to sleep"),
            ("plays: be so excited", "scared: be so scared"),
            ("scary: be bad", "scared: be scared"),
        ),
    ),
    "beasts_sleep": Text(
        kind="tiredness",
        fact="sleeps",
        who=_PETS,
        told=(
            "A sleep all day, but B run around",
            "B play with X, but A sleep",
            "A go to sleep under the tree, but B look for something to eat",
            "B jump up and down, but A sleep in the sun",
        ),
        why=(
            ("tired: be [very|so] tired", "-tired: be not tired"),
            ("was up: be up all night", "slept: sleep all night"),
            ("tired: be too tired to play", "-tired: be too excited to sleep"),
            ("full: eat all the food", "hungry: want all the food"),
        ),
    ),
    "beasts_wet": Text(
        kind="weather",
        fact="in water",
        who=_PETS,
        told=(
            "A jump into the water, but B play under the tree",
            "B be in the house, but A be out in the rain",
            "A fall into the water, but B be in the sun",
            "B be in the car, but A run around in the rain",
        ),
        then=(
            ("wet: be [wet|very wet|all wet]", "-wet: be [not wet|not very wet|not all wet]"),
            ("wet: be wet and cold", "-wet: be not cold"),
            ("wet: get X wet too", "-wet: !get X wet"),
        ),
    ),
    "lit_places": Text(
        kind="place",
        fact="is dark",
        who=("park", "garden", "house", "room"),
        told=(
            "it be dark in A, but there be sun in B",
            "there be sun in B, but it be dark in A",
            "X could !see in A, but X could see in B",
            "X could see in B, but X could !see in A",
        ),
        then=(
            ("is dark: X go to T to sleep", "-is dark: X go to T to read"),
            ("is dark: X !look at the book in T that day", "-is dark: X look at the book in T that day"),
            ("is dark: X be scared in T alone", "-is dark: X be happy in T alone"),
            ("is dark: X go away from T to read", "-is dark: X go into T to read"),
        ),
    ),
    "busy_places": Text(
        kind="place",
        fact="is full of people",
        who=("park", "garden", "house", "school"),
        told=(
            "X see many friends in A, but X see just one in B",
            "X see no friends in B, but X see many in A",
            "X see friends in A, but X see no people in B",
            "X find just one friend in B, but X find many in A",
        ),
        then=(
            ("has friends: X go to T to play together", "is lonely: X go to T to be alone"),
            ("has friends: X have friends in T to play with", "is lonely: X have no friends in T to play with"),
            ("has friends: X have fun in T all day", "is lonely: X be alone in T all day"),
        ),
    ),
}
