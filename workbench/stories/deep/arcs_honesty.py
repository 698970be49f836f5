"""The arcs of honesty: harm that nobody saw, and a question."""

from workbench.stories.clauses import Entity
from workbench.stories.deep import sayings, stuff
from workbench.stories.deep.tale import Tale


def honesty(t: Tale) -> None:
    """One has done harm that nobody saw, and is asked: the truth, or a lie."""
    case = t.roll(4)
    owner = t.m if t.chance(0.5) else t.y
    t.bind(o=owner)
    (_breaks, _takes, _keeps_found, _cheats)[case](t, owner)
    t.maybe(0.8, "reaction", sayings.ASHAMED, p=t.x, q=owner)
    t.tell("want", sayings.QUESTIONS[case])
    if t.upheld:
        _tells_the_truth(t, owner, case)
    else:
        _lies(t, owner, case)


def _breaks(t: Tale, owner: Entity) -> None:
    t.prop("t", t.setting_first(stuff.FRAGILE), owner, held=False)
    t.here(t.cast["t"])
    t.tell(
        "background",
        """
        nobody [be] allowed to touch {t}
        @in {t} [stand] on the {:shelf/table/window}, where {o} [put] it
        {o} [be] very {:fond/proud} of {t}
        {o} [love] {t} more than anything else {o} had
        {o} [keep] {t} {:in a safe place/out of reach/where no elbow came}
        """,
    )
    t.tell(
        "setting",
        """
        {o} [go] away for a {:moment/minute/while}
        @in {o} [be] in the next room
        nobody else [be] near
        {o} [turn] away to talk to somebody
        """,
    )
    t.did("harm", t.x, owner, secret=True)
    t.did("break", t.x, t.cast["t"], secret=True)
    t.tell(
        "mishap",
        """
        {x} [want] only to look at it, but {t} [slip] out of {x's hands} && [break]
        {x} [turn] around too fast and [knock] {t} to the ground // it [break] in {:two/three/four}
        {x} [reach] for {t} on the tips of {x's toes}, and it [fall] && [break]
        a {:bee/fly} [land] on {x's nose} // {x} [jump], and {t} [fall] and [break]
        {x} [swing] a {:stick/bag/scarf} in a circle, and it [hit] {t} // there [be] a {:crack/crash}
        {x} [throw] a {:potato/mitten/pillow} just for fun, and it [break] {t}
        """,
    )
    t.maybe(
        0.6,
        "reaction",
        """
        {x} [push] the pieces under the {:bed/rug/bench}
        {x} [put] the pieces together again, but they [!hold]
        {x} [look] around, and nobody [see] it
        it [be] very quiet after that
        """,
    )


def _takes(t: Tale, owner: Entity) -> None:
    thing = t.prop("t", stuff.SNACKS, owner, held=False, plain=True)
    t.here(thing)
    t.tell(
        "background",
        """
        {o} [save] {t} for {:later/after supper/the evening}
        there [be] only one {t.noun} left, and it [be] for {o}
        {o} [put] {t} on a {:plate/stone/shelf} && [cover] it with a cloth
        {t} [lie] on the table, and {o} [think] of it all {:day/morning}
        """,
    )
    t.did("harm", t.x, owner, secret=True)
    t.did("eat", t.x, thing, secret=True)
    t.tell(
        "mishap",
        """
        {x} [be] hungry, and {t} [smell] so good // after two bites it [be] gone
        {x} [take] one small bite, and then another, until there [be] nothing left
        when nobody [look], {x} [eat] {t} {:behind the door/under the table/behind a tree}
        {x} [want] only to smell it // a minute later it [be] in {x's stomach}
        {x} [eat] {t} so fast that it [have] no taste
        """,
    )
    t.maybe(
        0.5,
        "reaction",
        "{x} [wipe] {x's mouth} with one sleeve\na crumb [stick] to {x's chin}\n{x} [put] the empty plate back very quietly",
    )


def _keeps_found(t: Tale, owner: Entity) -> None:
    thing = t.prop("t", t.setting_first(stuff.TREASURES), owner)
    t.did("lose", owner, thing)
    t.tell(
        "background",
        """
        {o} [lose] {t} {:somewhere/without knowing it/on the way}
        {t} [fall] out of {o's pocket}, and {o} [!notice] it
        {o} [!have] {t} any more, and [look] for it everywhere
        """,
    )
    t.did("find_there", t.x, thing, secret=True)
    t.did("harm", t.x, owner, secret=True)
    t.tell(
        "mishap",
        """
        {x} [find] {t} {:in the grass/between two stones/behind a box}, and {x} [put] it in a pocket
        {x} [see] something shine // it [be] {t}, and quick as a {:rabbit/fish} it [be] in {x's pocket}
        {x} [find] {t} && [know] whose it was // still {x} [keep] it
        there [be] something hard under {x's foot}: {t} // nobody [look], so {x} [keep] it
        """,
    )


def _cheats(t: Tale, owner: Entity) -> None:
    t.tell(
        "background",
        """
        {x} and {o} [play] a game of {:cards/stones/checkers}, and {o} [be] about to win
        {x} and {o} [have] a bet about who [could guess] the weight of a {:stone/pumpkin/goose}
        {x} [play] {:cards/marbles/a guessing game} with {o} and [hate] to lose
        """,
    )
    t.did("harm", t.x, owner, secret=True)
    t.did("win", t.x)
    t.tell(
        "mishap",
        """
        when {o} [look] away, {x} [cheat] && [win]
        {x} [look] at {o's side} of the game for a second and then [win]
        {x} [hide] one {:card/stone} in {x's sleeve} and [win] with it
        {x} [win] because {x} [cheat]
        """,
    )
    t.maybe(
        0.7,
        "reaction",
        "o>x: You won! You are really good.\n{o} [shake] {x's hand} && [say] well done\n{o} [give] {x} the prize, a {:bag of nuts/red ribbon/big apple}",
    )


def _tells_the_truth(t: Tale, owner: Entity, case: int) -> None:
    t.maybe(
        0.45,
        "obstacle",
        """
        it [would be] easy to {:say nothing/point at the cat/shrug}
        {x} [think] of saying it was the {:hamster/wind/duck}
        {x} [open] both lips && [close] them again
        """,
    )
    t.did("own_up", t.x, owner)
    t.tell(
        "choice",
        """
        x>o: It was me.
        x>o: I did it, {o.name}. I am sorry.
        {x} [take] a deep breath && [tell] {o} {:everything/the truth/how it was}
        {x} [look] {o} in the eye && [say] that it was no one else
        x>o: I have to tell you something. It was my fault.
        {x} [decide] to tell the truth, and the words [come*] out one by one
        """,
    )
    if case == 2:
        t.did("give_back", t.x, t.cast["t"], owner)
        t.tell(
            "outcome",
            "{x} [put] {t} into {o's hand}\n{x} [pull] {t} out of the pocket && [give] it back\n{x} [hold] out {t} to {o}",
        )
    elif case == 3:
        t.tell("outcome", "{x} [give] the prize back, all of it\nx: So you are the winner, not me.")
    if t.chance(0.72):
        t.tell(
            "outcome",
            """
            {o} [be] {:angry/quiet} for a minute, and then {o} [smile]
            o>x: That was brave of you.
            o>x: Thank you for telling me.
            {o} [!shout] and [be] not even angry
            o>x: I like the truth better than any {:cup/prize/cake}.
            {o} [nod] && [tell] {x} about a lie from long ago
            """,
        )
        t.maybe(
            0.6,
            "outcome",
            """
            {x} [feel] lighter than before
            after that {o} [trust] {x} with {:the key/the good cups/everything}
            from that day on {o} [believe] {x} every time
            {x} [work] a whole {:week/morning} to make up for it
            {x's chest} [feel] free again
            """,
        )
    else:
        t.tell(
            "outcome",
            """
            {o} [be] angry all the same, and {x} [have] to {:clean the house/stay in} for a week
            {o} [turn] away without a word, and that [be] hard
            {o} [cry], and {x} [could !do] anything about it
            it [cost] {x} all the money in {x's box}
            """,
        )
        t.maybe(
            0.7,
            "outcome",
            "still, {x} [be] glad that it was out\nbut {x} [sleep] well that night\nx: I would tell the truth again.",
        )


def _lies(t: Tale, owner: Entity, case: int) -> None:
    t.did("lie", t.x, owner)
    t.tell(
        "choice",
        (
            """
            x>o: It was the {:turtle/wind/pony}.
            {x} [say] that it was broken before
            x>o: I do not know. I was not here.
            {x} [tell] {o} that somebody else was there, {:a tall boy/a man with a hat}
            {x} [look] at the ground && [say] no
            """,
            """
            x>o: It was the {:rabbit/duck/mouse}.
            {x} [say] that there never was a {t.noun}
            x>o: Not me. I do not even like it.
            {x} [shake] {x's head} && [swallow]
            """,
            """
            x>o: No, I have not seen it.
            {x} [say] no && [hold] the pocket shut with one hand
            {x} [help] {o} to look for it, though {x} [know] better
            x>o: Maybe a {:butterfly/thief} took it.
            """,
            """
            x>o: I am just better than you.
            {x} [say] it was luck && [!look] at {o}
            {x} [smile] && [say] that it came from practice
            x>o: I never cheat.
            """,
        )[case],
    )
    roll = t.roll(3)
    if roll == 0:
        t.world.learns(owner, "harm")
        t.tell(
            "outcome",
            (
                "but {o} [find] the pieces with {x's scarf} next to them\nbut the cat [be] {:out all day/asleep upstairs}, and {o} [know] it",
                "but there [be] {:sugar/a crumb} on {x's chin}, and {o} [see] it\nbut {x's fingers} [be*] {:sticky/sweet}, and {o} [look] at them",
                "then {t} [fall] out of {x's pocket}, right at {o's feet}\nbut {t} [shine] through a hole in {x's pocket}",
                "but a card [fall] out of {x's sleeve}\nbut a neighbor at the window [tell] {o} all of it",
            )[case],
        )
        t.tell(
            "outcome",
            """
            o>x: I wanted to hear it from you.
            after that {o} [!believe] {x}, even when it [be] true
            {o} [say] nothing, and that [be] worse than shouting
            {o} [be] sad, and most of all about the lie
            it [take] a long time until {o} [trust] {x} again
            """,
        )
    elif roll == 1:
        t.tell(
            "outcome",
            "{o} [believe] it, and somebody else [get] the blame\n{o} [send] the poor {:dog/cat} out into the cold because of it\n{o} [be] angry with the wrong one",
        )
        t.tell("outcome", sayings.ASHAMED, p=t.x, q=owner)
    else:
        t.tell("outcome", "{o} [believe] every word\n{o} [ask] no more\nnobody [find] out")
        t.tell(
            "outcome",
            "but {x} [have] no joy in anything that day\nonly {x} [know], and the lie [grow] bigger every day\nfrom then on {x} [go] the other way when {o} [come]\nbut {x} [wake] at night and [hear] that question again",
        )
