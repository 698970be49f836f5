"""Features that put something around a story: a frame, a letter, an open end, a circle, a moral that is said."""

from dataclasses import dataclass

from workbench.stories.clauses import Clause, Entity, Full, Item, Speech, Verb
from workbench.stories.voice.constructions import Remark
from workbench.stories.voice.finding import CORE, PEOPLE, Workshop, entities_in, event, standalone, weighty
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.shapes import subject_of, untold
from workbench.stories.voice.steps import Phrase, Step, clauses_in
from workbench.stories.voice.teller import VoicedTeller

LESSONS: dict[str, tuple[str, ...]] = {
    "honesty": ("it is best to tell the truth", "the truth is always better than a lie"),
    "sharing": ("things are more fun when we share them", "it is good to share"),
    "kindness": ("a kind word is never too small", "it is good to be kind to everyone"),
    "courage": ("we can be brave even when we are scared", "being brave does not mean having no fear"),
    "perseverance": ("it is good to try again", "those who keep trying get there in the end"),
    "patience": ("good things take time", "it is good to wait"),
    "listening": ("it is good to listen when others warn us", "a warning is there for a reason"),
    "asking for help": ("it is good to ask for help", "nobody has to do everything alone"),
    "promises": ("a promise must be kept", "we should keep our word"),
    "forgiveness": ("it is good to forgive a friend", "everyone makes mistakes, and we can forgive them"),
    "carefulness": ("it is good to be careful with things", "a little care saves a lot of trouble"),
    "teamwork": ("together we can do more than alone", "many hands can do what two can not"),
    "gratitude": ("it is good to say thank you", "we should be thankful for what others do"),
    "not judging by looks": ("looks do not tell us who somebody is", "we can not know somebody by looks alone"),
    "responsibility": ("we must take care of what is ours", "a job is only done when it is done"),
    "being content": ("what we have can be enough", "we do not always need more to be happy"),
    "curiosity": ("it is good to ask questions", "those who look twice find out more"),
}
"""What each moral teaches, whether the story upheld it or not."""
_ENDS = (
    (("then there was a knock at the door",), ("who could it be",)),
    (("and then a strange sound came from outside",), ("what was it",)),
    (("just then, a light went on in the old house",), ("who was there",)),
    (("then something moved in the dark",), ("what could it be",)),
    (("and then somebody called from far away",), ("who was it",)),
)
_ENDS_NOW = (
    (("then there is a knock at the door",), ("who can it be",)),
    (("and then a strange sound comes from outside",), ("what is it",)),
    (("just then, a light goes on in the old house",), ("who is there",)),
    (("then something moves in the dark",), ("what can it be",)),
    (("and then somebody calls from far away",), ("who is it",)),
)


def cliffhanger(steps: list[Step], shop: Workshop) -> list[Step]:
    """Something new begins at the very end, and the last sentence asks what it is."""
    what, who = (_ENDS_NOW if shop.voice.tense == "present" else _ENDS)[int(shop.rng.random() * len(_ENDS))]
    return [
        *steps,
        Step("cliffhanger", Remark(what), fixed=True, rank=4),
        Step("cliffhanger", Remark(who, "?"), fixed=True, rank=4),
    ]


def circular(steps: list[Step], shop: Workshop) -> list[Step]:
    """The last sentence takes up the first: whose story it is, and what of."""
    hero = shop.hero
    things = [entity for step in steps for entity in entities_in(step.node) if entity is not hero and not entity.bare]
    about = ("my story",) if hero is shop.voice.narrator else ("the story of", Full(hero))
    opens: tuple[Item, ...] = ("this is", *about)
    closes: tuple[Item, ...] = (shop.pick("and that was", "so that was", "and this was"), *about)
    if things and hero is not shop.voice.narrator:
        other = max(things, key=lambda entity: (entity.kind in PEOPLE, sum(one is entity for one in things)))
        opens, closes = (*opens, "and", Full(other)), (*closes, "and", Full(other))
    return [
        Step("opening", Remark(opens), fixed=True, rank=-2),
        *steps,
        Step("ending", Remark(closes), fixed=True, rank=6),
    ]


def moral_told(steps: list[Step], shop: Workshop) -> list[Step]:
    """The moral is said at the end."""
    lessons = LESSONS.get(shop.voice.moral)
    if not lessons:
        raise Unsuited("there is no moral to tell")
    lesson = lessons[int(shop.rng.random() * len(lessons))]
    learns: tuple[Item, ...] = (
        Clause(shop.hero, Verb("learn", "that day that" if shop.voice.tense == "past" else "that")),
        lesson,
    )
    choices: tuple[tuple[Item, ...], ...] = (
        (f"this story tells us that {lesson}",),
        (f"it shows that {lesson}",),
        learns,
    )
    items = choices[int(shop.rng.random() * 3)]
    return [*steps, Step("moral", Remark(items), (("moral", shop.voice.moral),), fixed=True, rank=2)]


def story_within(steps: list[Step], shop: Workshop) -> list[Step]:
    """Somebody asks for a story in the evening, and this is the one that is told."""
    taken = {entity.noun for entity in shop.cast}
    names = [name for name in shop.book.names() if name.word not in taken]
    if not names:
        raise Unsuited("there is no name left")
    name = names[int(shop.rng.random() * len(names))]
    listener = Entity(name.word.lower(), name.word, name.gender, "child", named=True)
    old = [noun for noun in ("Grandma", "Grandpa") if noun not in taken] or ["Auntie"]
    kin = shop.pick(*old)
    teller = Entity(kin.lower(), kin, "m" if kin == "Grandpa" else "f", "adult", named=True)
    before = (
        Clause(
            listener,
            Verb("lie", "in bed and could not sleep" if shop.voice.tense == "past" else "in bed and can not sleep"),
        ),
        Speech(listener, (shop.pick("please tell me a story", "tell me a story, please"),), ".", "say"),
    )
    tells = Remark((Clause(teller, Verb("smile")), "and", shop.say("told", "tells"), Full(listener), "this story"))
    after = (
        Speech(teller, (shop.pick("and that is the end", "and that is the whole story", "that is all"),), ".", "say"),
        Clause(listener, Verb("be", shop.pick("fast asleep", "asleep", "very quiet"))),
    )
    opens = [Step("frame", part, fixed=True, rank=-3) for part in (*before, tells)]
    closes = [Step("frame", part, fixed=True, rank=7) for part in after]
    return [*opens, *steps, *closes]


@dataclass(slots=True, eq=False)
class Letter(Phrase):
    """A letter in quotes: "Dear Grandma, today I lost my ball. ... With love, Tim."."""

    writer: Entity
    to: str
    told: tuple[Clause, ...]
    signed: bool

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it: whoever writes says "I"; what happened stays in the past."""
        teller.open_quote()
        teller.salience.here.clear()  # whoever reads the letter has read no more than the letter
        teller.salience.before.clear()
        with teller.spoken(self.writer, None, "past"):
            teller.word(f"dear {self.to}")
            teller.mark(",")
            for i, clause in enumerate(self.told):
                if i:
                    teller.full_stop()
                teller.word(("today", "then", "after that")[min(i, 2)])
                if i == 2:
                    teller.mark(",")
                teller.clause(clause)
            teller.full_stop()
            teller.word("with love")
        if self.signed:
            teller.mark(",")
            teller.refer(self.writer, 0, Full(self.writer))
        teller.close_quote(".")


def letter(steps: list[Step], shop: Workshop) -> list[Step]:
    """In the end the hero writes a letter about two or three of the things that happened."""
    hero = shop.hero
    events = [
        clause
        for step in steps
        if step.role in CORE or step.role == "scene"
        for clause in clauses_in(step.node)
        if event(clause) and standalone(clause) and (who := subject_of(clause)) is not None and who.kind in PEOPLE
    ]
    events = weighty(events, 3)
    if len(events) < 2 or hero.kind not in PEOPLE:
        raise Unsuited("there is nothing to write about")
    chosen = sorted(shop.rng.sample(range(len(events)), min(len(events), 2 + int(shop.rng.random() * 2))))
    taken = {entity.noun for entity in shop.cast}
    to = shop.pick(*([noun for noun in ("Grandma", "Grandpa") if noun not in taken] or ["friend"]))
    writes = Clause(hero, Verb("write", "a letter"))
    told = tuple(untold(events[index]) for index in chosen)
    return [
        *steps,
        Step("letter", writes, fixed=True, opener=shop.say("that night,", "tonight,"), rank=1),
        Step("letter", Letter(hero, to, told, hero is not shop.voice.narrator), fixed=True, rank=1),
    ]
