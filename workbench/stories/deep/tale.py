"""One story while it is acted out: its cast, its props, what is so around it, and the beats told so far."""

from collections.abc import Mapping
from random import Random

from workbench.stories.clauses import Beat, Clause, Entity, Node, Relation, Speech
from workbench.stories.deep.forms import Token, Way
from workbench.stories.deep.happenings import happen
from workbench.stories.deep.minds import DeepWorld
from workbench.stories.deep.realise import Voices, node, opener, sayable
from workbench.stories.deep.setting import Setting
from workbench.stories.deep.template import HOURS, phrase, pool
from workbench.stories.wordbook import Book
from workbench.stories.world import Impossible

_usable: dict[tuple[str, str, frozenset[str]], tuple[Way, ...]] = {}


class Tale:
    """What an arc works with: people and things, ways to make things happen and to have them told.

    `fullness` from 0 to 1 says how much room there is; `mood` are the conditions that lines are chosen by.
    """

    def __init__(self, rng: Random, words: Book, setting: Setting, tone: str, *, upheld: bool, fullness: float) -> None:
        self.rng = rng
        self.words = words
        self.setting = setting
        self.tone = tone
        self.upheld = upheld
        self.fullness = fullness
        self.world = DeepWorld(rng, words)
        self.beats: list[Beat] = []
        self.cast: dict[str, Entity] = {}
        self.spent: set[str] = set()
        self.nouns: set[str] = set()
        self.matters: set[int] = set()  # identities of the matters that it is made of; never iterated
        self.mood: frozenset[str] = setting.mood
        self.act = phrase(self.pick(*setting.acts(words.tier)))
        self._pending: list[int] = []
        self._voices = Voices(rng, words, self.cast, tone, self._topic_word, lambda: self.act)
        self.hour = HOURS.index("night") if "dark" in setting.mood else 0
        self.wanted = False  # whether it was told what they came for
        self.ending = False  # whether what is told may leave the day behind

    # --- drawing

    def pick(self, *choices: str) -> str:
        """One of the choices."""
        return choices[int(self.rng.random() * len(choices))]

    def roll(self, sides: int) -> int:
        """A number from 0 to sides - 1."""
        return int(self.rng.random() * sides)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def more(self, probability: float = 1.0) -> bool:
        """Whether there is room for something that need not be told."""
        return self.rng.random() < probability * self.fullness

    def _topic_word(self, form: str) -> str:
        choices = self.setting.words_of(self.words.tier, form)
        return choices[int(self.rng.random() * len(choices))]

    # --- people and things

    def bind(self, **cast: Entity) -> None:
        """Give people and things the names that lines know them by."""
        self.cast.update(cast)

    @property
    def x(self) -> Entity:
        """Who the story is about."""
        return self.cast["x"]

    @property
    def y(self) -> Entity:
        """The other child."""
        return self.cast["y"]

    @property
    def m(self) -> Entity:
        """The grown-up who is near."""
        return self.cast["m"]

    @property
    def place(self) -> Entity:
        """Where the story happens."""
        return self.cast["place"]

    def here(self, *entities: Entity) -> None:
        """These have been at the story's place all along."""
        for entity in entities:
            self.world.lasting("at", entity.id, self.place.id)

    def prop(
        self,
        key: str,
        nouns: tuple[str, ...],
        owner: Entity | None = None,
        *,
        held: bool = True,
        plain: bool = False,
        new: bool = False,
    ) -> Entity:
        """A new thing of one of the nouns, held by its owner or lying about; no second one of a noun in a story.

        A `plain` one has no adjective; a `new` one is introduced with an article: "Tim had a ball".

        Raises:
            Impossible: all nouns are taken, or none is in the tier.
        """
        known = self._known(nouns)
        left = [noun for noun in known if noun not in self.nouns]
        if not left:
            raise Impossible("prop", f"no noun left for {key}")
        noun = left[int(self.rng.random() * len(left))]
        self.nouns.add(noun)
        words: tuple[str, ...] = ()
        if not plain and self.chance(0.4):
            words = (self.setting.adjective(self.rng, self.words, noun),)
        entity = self.world.thing(noun, *words, owner=owner)
        if new and owner is not None:
            entity.owner = None
        if owner is not None and held:
            self.world.lasting("holder", entity.id, owner.id)
        elif owner is None:
            self.here(entity)
        self.cast[key] = entity
        return entity

    def setting_first(self, nouns: tuple[str, ...]) -> tuple[str, ...]:
        """The nouns that are of the topic, if there are any and chance wants it; else all."""
        fitting = tuple(noun for noun in nouns if noun in self.setting.things and noun not in self.nouns)
        return fitting if fitting and self.chance(0.75) else nouns

    def scenery(self, key: str, noun: str) -> Entity:
        """Something that is just there and is known: the gate, the big rock."""
        head, _, last = noun.rpartition(" ")
        entity = self.world.thing(last, *((head,) if head else ()))
        entity.unique = True
        if self.setting.is_plural(self.words.tier, last):
            entity.gender = "p"
        self.here(entity)
        self.cast[key] = entity
        return entity

    def _known(self, nouns: tuple[str, ...]) -> list[str]:
        return [noun for noun in nouns if self.setting.has(self.words.tier, noun)]

    # --- happening and telling

    def did(self, event: str, *actors: Entity, secret: bool = False) -> None:
        """Something happens; the next thing that is told tells it.

        Raises:
            Impossible: it cannot happen.
        """
        self._pending += happen(self.world, event, *actors, secret=secret)

    def tell(self, role: str, text: str, tone: str = "", **cast: Entity) -> None:
        """Tell one of the ways of a pool, with what has just happened; `tone` is what it expresses.

        Raises:
            Impossible: no way of the pool fits the tier and the mood.
        """
        saved: Mapping[str, Entity | None] = {key: self.cast.get(key) for key in cast}
        self.cast.update(cast)
        chosen = self._draw(text)
        cues = (("tone", tone),) if tone else ()
        for lead, form in chosen.sentences:
            made = node(self._voices, form)
            if self._pending:
                _attach(made, self._pending)
                self._pending = []
            self.beats.append(Beat(role, made, cues, lead or opener(self._voices, form)))
        for key, old in saved.items():
            if old is not None:
                self.cast[key] = old

    def maybe(self, probability: float, role: str, text: str, tone: str = "", **cast: Entity) -> bool:
        """Tell one of the ways if there is room; returns whether there was."""
        if there := self.more(probability):
            self.tell(role, text, tone, **cast)
        return there

    def _draw(self, text: str) -> Way:
        key = (self.words.tier, text, self.mood)
        ways = _usable.get(key)
        if ways is None:
            ways = _usable[key] = tuple(
                one for one in pool(text) if one.tags <= self.mood and sayable(self.words.tier, one)
            )
        for _ in range(12):
            if not ways:
                break
            one = ways[int(self.rng.random() * len(ways))]
            if not self.beats and one.plain and self.rng.random() < 0.8:
                continue  # too many stories would begin so
            if one.text not in self.spent and self._timely(one.hour):
                self.spent.add(one.text)
                return one
        raise Impossible("tell", f"no way left: {text.strip()[:60]!r}")

    def _timely(self, hour: str) -> bool:
        """Whether a line can speak of that time now; then it is that time."""
        if not hour:
            return self.hour < HOURS.index("next") or self.rng.random() < 0.3
        when = HOURS.index(hour)
        if when < self.hour or (when > self.hour and when > HOURS.index("day") and not self.ending):
            return False
        self.hour = when
        return True

    def splice(self, text: str) -> "tuple[Token, ...]":
        """A phrase as tokens."""
        return phrase(text)


def _attach(made: Node, facts: list[int]) -> None:
    """The facts belong to the last plain clause or speech of the node: then all of it has happened."""
    while isinstance(made, Relation):
        made = made.second if made.kind != "cause" else made.first if isinstance(made.first, Clause) else made.second
    assert isinstance(made, Clause | Speech)
    made.facts = (*made.facts, *facts)
