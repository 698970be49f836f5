"""Sentences that the plain joins do not know: -ing and time clauses, conditions, questions, reported speech."""

from dataclasses import dataclass, field

from workbench.stories.clauses import Clause, Entity, Full, Item, Speech
from workbench.stories.voice.shapes import subject_of, turned
from workbench.stories.voice.steps import Phrase
from workbench.stories.voice.teller import VoicedTeller
from workbench.stories.voice.verbal import PROGRESSIVE, Agreement, Group, verb_group


@dataclass(slots=True, eq=False)
class Remark(Phrase):
    """A sentence of the teller's own: finished words and entities, and the mark that closes it."""

    items: tuple[Item, ...]
    mark: str = "."

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it; its words are in the telling's tense already."""
        for i, item in enumerate(self.items):
            if i == 0 and isinstance(item, (Entity, Full)):
                teller.subject(item)
            elif isinstance(item, str):
                if item[0] in ",;:":
                    teller.mark(item[0])
                    item = item[1:].strip()
                if item:
                    teller.word(item)
            else:
                teller.item(item)
        teller.closing = self.mark


@dataclass(slots=True, eq=False)
class Participial(Phrase):
    """Two deeds of one subject, the one in the -ing form: "Running home, Lily hid", "Lily hid, laughing"."""

    doing: Clause
    main: Clause
    first: bool = True

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it."""
        if not self.first:
            teller.clause(self.main)
            teller.mark(",")
        entity = subject_of(self.main)
        if entity is not None:
            teller.salience.subject = entity.id
            if self.first and entity is not teller.me:  # "Finding her dog, Mom ...": "her" would be Mom's
                teller.salience.here.setdefault(entity.gender, set()).add(entity.id)
        teller.word(teller.forms.of(self.doing.verb.base)[2])
        teller.rest(self.doing)
        if self.first:
            teller.mark(",")
            teller.clause(self.main)

    def clauses(self) -> list[Clause]:
        """Both."""
        return [self.doing, self.main]


@dataclass(slots=True, eq=False)
class Subordinate(Phrase):
    """A clause under "when", "while", "after", "before", "until", "although", "as soon as", and its main clause."""

    word: str
    sub: Clause
    main: Clause
    front: bool = True

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it."""
        if self.front:
            teller.word(self.word)
            teller.clause(self.sub)
            teller.mark(",")
            teller.clause(self.main)
        else:
            teller.clause(self.main)
            if self.word in ("although", "though"):
                teller.mark(",")
            teller.word(self.word)
            teller.clause(self.sub)

    def clauses(self) -> list[Clause]:
        """Both, in the order of what happened."""
        return [self.main, self.sub] if self.word in ("before", "until") else [self.sub, self.main]


@dataclass(slots=True, eq=False)
class Counterfactual(Phrase):
    """What would have been, had the reason not been: "If Tim had not waited, the cake would have been small"."""

    reason: Clause
    effect: Clause
    front: bool = True

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it: both are turned around, and neither tells a fact."""
        if self.front:
            teller.word("if")
            self._condition(teller)
            teller.mark(",")
            self._result(teller)
        else:
            self._result(teller)
            teller.word("if")
            self._condition(teller)

    def _condition(self, teller: VoicedTeller) -> None:
        past = teller.tense == "past"
        self._lay(teller, self.reason, "", "perfect" if past else "", "past")

    def _result(self, teller: VoicedTeller) -> None:
        self._lay(teller, self.effect, "would", "perfect" if teller.tense == "past" else "", "past")

    def _lay(self, teller: VoicedTeller, clause: Clause, modal: str, aspect: str, tense: str) -> None:
        teller.subject(clause.subject)
        # "could not swim" is denied by "could swim", "had not been able to" by nothing so short
        modal = clause.modal if clause.modal == "could" else modal
        plural = teller.agreement(clause)
        if tense == "past" and not aspect and clause.verb.base == "be" and not modal:
            plural = Agreement(3, True)  # "if he were"
        how = Group(tense, plural, not clause.negative, modal, aspect)
        teller.word(" ".join(verb_group(teller.forms, clause.verb.base, how)))
        for item in clause.verb.items:
            teller.item(item)


@dataclass(slots=True, eq=False)
class Question(Phrase):
    """The teller asks whether: "Would Tim find the ball?", "Was he scared?"."""

    clause: Clause
    opening: str = ""  # "how", "why", "what": then the clause lacks it

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it."""
        clause = self.clause
        words = teller.verb_group(clause)
        if len(words) == 1 and clause.verb.base != "be":
            how = Group(teller.tense, teller.agreement(clause))
            words = [teller.forms.finite("do", how.tense, how.agreement), clause.verb.base]
        if self.opening:
            teller.word(self.opening)
        teller.word(words[0])
        teller.subject(clause.subject)
        if words[1:]:
            teller.word(" ".join(words[1:]))
        for item in clause.verb.items:
            teller.item(item)
        teller.closing = "?"


@dataclass(slots=True, eq=False)
class Reported(Phrase):
    """What somebody said, told: "Tim said that he was hungry", "Mom told Tim to wait"; `to` None leaves out to whom."""

    speech: Speech | None
    speaker: Entity
    verb: str  # say, tell, ask
    to: Entity | None
    words: tuple[Item, ...]

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it; "he" in it is whoever says it."""
        teller.subject(self.speaker)
        teller.word(teller.forms.finite(self.verb, teller.tense, teller.agreement_of(self.speaker)))
        if self.to is not None:
            teller.mention_item(self.to, 1)
        alone = self.to is None or self.to.gender != self.speaker.gender
        teller.bound = self.speaker if alone else None
        for item in self.words:
            teller.item(item)
        teller.bound = None
        if self.speech is not None:
            teller.tell_facts(self.speech)


@dataclass(slots=True, eq=False)
class Thought(Phrase):
    """What somebody thinks or says, in so many words, made of clauses: "I want to go home," Tim thought."""

    thinker: Entity
    said: tuple[Clause | tuple[Item, ...], ...]
    mark: str = "."
    verb: str = "think"
    to: Entity | None = None
    tells: tuple[Clause, ...] = field(default=())  # whose facts it tells

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it; inside, the thinker says "I", in the present."""
        teller.open_quote()
        with teller.spoken(self.thinker, self.to, "present"):
            for i, part in enumerate(self.said):
                if i:
                    teller.full_stop()
                if isinstance(part, Clause):
                    teller.clause(part)
                else:
                    for item in part:
                        teller.item(item)
        teller.close_quote("," if self.mark == "." else self.mark)
        teller.subject(self.thinker)
        teller.word(teller.forms.finite(self.verb, teller.tense, teller.agreement_of(self.thinker)))
        for clause in self.tells:
            teller.tell_facts(clause)


@dataclass(slots=True, eq=False)
class Sayings(Phrase):
    """Sentences in a row, each closed: a frame or a letter that is told as one."""

    parts: tuple[Phrase | Clause, ...]

    def lay(self, teller: VoicedTeller) -> None:
        """Tell them."""
        for i, part in enumerate(self.parts):
            if i:
                teller.stop()
            teller.node(part, False)


def going_on(clause: Clause) -> Clause:
    """The clause as what was going on; what is or cannot go on stays."""
    return clause if clause.modal or clause.negative else turned(clause, aspect=PROGRESSIVE)
