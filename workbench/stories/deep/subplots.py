"""What else happens: small plots that decide no moral, and the plots of stories that have none.

Each acts on the world: who leaves a thing finds it where it lies, who was away believes what was so before.
"""

from collections.abc import Callable, Iterator

from workbench.stories.deep.callers import CALLERS
from workbench.stories.deep.errands import BETS, SCRAPES, SURPRISES
from workbench.stories.deep.losing import left_and_found, moved
from workbench.stories.deep.matter import choose
from workbench.stories.deep.tale import Tale
from workbench.stories.deep.tasks import TASKS


def two_wishes(t: Tale, _main: bool) -> Iterator[None]:
    """Two want different things at once; they find a way, or quarrel."""
    other = t.splice(t.pick(*t.setting.acts(t.words.tier)))
    if other == t.act:
        other = t.splice(
            "sit in the {:sun/shade/corner} and do nothing" if "out" in t.mood else "sit on the floor and do nothing"
        )
    if t.wanted:
        t.tell("subplot", "x: First we {act}.\n{x} [think] that it was time to {act}\nnow {x} [be] ready to {act}")
    else:
        t.tell("subplot", "{x} [want] to {act}\nx: First we {act}.\n{x} [think] that it was time to {act}")
    saved, t.act = t.act, other
    t.tell(
        "subplot",
        "but {y} [want] to {act}\ny: No, I want to {act}.\n{y} [shake] {y's head} and [want] to {act}\ny>x: That is dull. Let us {act}!",
    )
    t.act = saved
    if t.chance(0.6):
        t.tell(
            "subplot",
            """
            {xy} [throw] a coin, and {x} [win]
            x>y: First yours, then mine.
            {m} [say] that the day was long enough for both
            so {xy} [do] one before {:lunch/three} and the other after
            {y} [give] in, because it [be] {x's turn} to choose
            in the end {xy} [do] half of each
            """,
        )
    else:
        t.did("quarrel", t.x, t.y)
        t.tell(
            "subplot",
            """
            for a while {xy} [sit] back to back, {:like two stones/without a word/for a good while}
            {xy} [fight] about it until {:the best hour was gone/both were tired/nobody knew why}
            each [do] it alone, and it [be] half as {:much fun/good}
            {x} [go] left, and {y} [go] right
            x>y: Then go! // y>x: I am going!
            {y} [say] a thing about {x's ears}, and {x} [say] a thing about {y's scarf}
            """,
        )
        t.did("make_up", t.x, t.y)
        t.tell(
            "subplot",
            """
            then somebody {:sneezed/laughed/let out a giggle}, and it [be] over
            y>x: Do you still want to? // x: Only with you.
            {m} [bring] {:two apples/bread and jam}, and nobody [could be] angry with a full mouth
            {x} [throw] a {:leaf/nut/pine cone} at {y}, and {y} [throw] it back
            after ten minutes {x} [miss] {y}, and {y} [come] around the corner
            x>y: You first today, and I tomorrow.
            {:a duck/an ant/a leaf} [sit] down on {y's head}, and {xy} [forget] the rest
            """,
        )
    yield


def in_the_pocket(t: Tale, main: bool) -> Iterator[None]:
    """Something small that was kept for no reason is the very thing that is needed later."""
    keep = choose(SURPRISES, t)
    t.nouns.add(keep.ways["noun"][0])
    t.tell("subplot", keep.pool("keep"))
    t.maybe(
        0.5,
        "subplot",
        "y>x: What do you want with that?\n{m} [say] that {x's pockets} were like a {:shed/nest}\nx: You never know.",
    )
    yield
    t.tell("subplot", keep.pool("need"))
    t.tell("subplot", keep.pool("use"))
    if main or t.more(0.5):
        t.tell(
            "subplot",
            "y: You and your pockets!\nx>y: You never know.\nnobody [laugh] about {x's pockets} after that\n{x} [say] nothing and [grin]",
        )


def scrape(t: Tale, main: bool) -> Iterator[None]:
    """Something goes wrong by the way and is put right."""
    trouble = choose(SCRAPES, t)
    t.tell("subplot", trouble.pool("bad"))
    if main or t.more(0.6):
        t.tell(
            "subplot",
            """
            {xy} [look] at it, and then at each other
            x: Oh no, not today!
            m: What was that?
            for a moment nobody [say] a thing
            {y} [try] not to laugh
            {m} [come] running, {:towel/brush/newspaper} in hand
            """,
        )
    t.tell("subplot", trouble.pool("right"))
    yield


def bet(t: Tale, main: bool) -> Iterator[None]:
    """A bet or a game between the two."""
    game = choose(BETS, t)
    winner, loser = (t.x, t.y) if t.chance(0.5) else (t.y, t.x)
    t.tell("subplot", game.pool("bet"), p=loser, q=winner)
    t.did("play", t.x, t.y)
    t.tell("subplot", game.pool("go"), p=loser, q=winner)
    t.did("win", winner)
    t.tell("subplot", game.pool("end"), p=loser, q=winner)
    if main or t.more(0.4):
        t.tell(
            "subplot",
            "p>q: Once more!\nq>p: You were close.\n{p} [laugh] about it longer than {q}\n{p} [pay] with a {:nut/button/joke}\n{q} [be] {:kind/proud} about it",
            p=loser,
            q=winner,
        )
    yield


def job(t: Tale, _main: bool) -> Iterator[None]:
    """Something is done from beginning to end, and it goes well after one hitch."""
    task = choose(TASKS, t)
    t.cast["h"] = t.y
    saved, t.act = t.act, t.splice(t.pick(*task.ways["goal"]))
    t.tell(
        "subplot",
        """
        {xy} [decide] to {act}
        x>y: Let us {act}.
        {y} [want] to {act}, and {x} [!need] to be asked twice
        there [be] still one thing to do: to {act}
        """,
    )
    t.act = saved
    t.tell("subplot", task.pool("fail"))
    t.tell("subplot", task.pool("pair"))
    t.tell("subplot", task.pool("done"))
    yield


def caller(t: Tale, _main: bool) -> Iterator[None]:
    """Somebody comes by and wants something; later they meet again."""
    known = {*t.nouns, *(one.noun for one in t.world.entities.values())}
    free = [one for one in _CALLERS if (noun := one.split()[0]) not in known and t.setting.has(t.words.tier, noun)]
    noun, gender = t.pick(*(free or ["neighbor f"])).split()
    who = t.world.somebody(noun, gender, unique=True)
    t.here(who)
    visit = choose(CALLERS, t)
    t.tell("subplot", visit.pool("come"), v=who)
    yield
    t.cast["v"] = who
    t.tell("subplot", visit.pool("back"))


_CALLERS = (
    *("baker m", "mailman m", "farmer m", "doctor f", "painter m", "sailor m", "singer f", "cook m", "vet f"),
    *("builder m", "policeman m", "gardener f", "dentist f", "pilot f", "neighbor m"),
)
"""Who may come by: nouns that mean one person in a story."""
TWISTS = """
all that time {m} [stand] behind the {:door/tree/curtain} && [see] everything
y: I knew it from the beginning!
{m} [smile], because the whole thing was an old plan
then it [turn] out that everyone but {x} knew it
when it [seem] over, {y} [pull] a second one out of {y's bag}
{x} [look] again, and it [be] something quite different
in truth, {m} [do] the very same thing as a child, and on the same spot
"""
"""What turns out late."""
_PLOTS: tuple[Callable[[Tale, bool], Iterator[None]], ...] = (
    left_and_found,
    moved,
    two_wishes,
    in_the_pocket,
    scrape,
    bet,
    job,
    caller,
)


def subplot(t: Tale, main: bool = False) -> Iterator[None]:
    """One of the small plots, none twice, in two strokes where it has them; as the `main` one it is told at length."""
    left = [plot for plot in _PLOTS if plot.__name__ not in t.spent]
    if "left_and_found" in t.spent or "moved" in t.spent:  # nobody loses two things in one story
        left = [plot for plot in left if plot not in (left_and_found, moved)]
    if main:
        left = [plot for plot in left if plot not in (caller, in_the_pocket)]
    plot = left[t.roll(len(left))]
    t.spent.add(plot.__name__)
    yield from plot(t, main)
