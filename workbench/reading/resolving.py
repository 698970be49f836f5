"""Who is meant: names, nouns, possessors and pronouns of a text tied to beings, in the order of reading.

A pronoun means the one being of its gender in this sentence and the one before; a possessive may be bound by the
subject of its clause. Where several fit, the likeliest is taken and the phrase is marked as not sure.
"""

from typing import Final

from workbench.reading.lexis import Words
from workbench.reading.likelihood import arguments, compatible, gather, impersonal, likely, predicate
from workbench.reading.phrases import Being, Phrase, ReadClause

GENDERED: Final = {
    **dict.fromkeys("boy man king prince father dad grandpa grandfather brother uncle son sir wizard".split(), "m"),
    **dict.fromkeys("girl woman queen princess mother mom grandma grandmother sister aunt daughter witch".split(), "f"),
}
PRONOUNS: Final = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
    **dict.fromkeys(("it", "its", "itself"), "n"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "p"),
}
_FIRST: Final = frozenset({"i", "me", "my", "mine", "myself"})
_PEOPLE: Final = frozenset({"person", "role"})


class Resolver:
    """Ties the phrases of one text to beings; feed it sentence by sentence."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.beings: dict[str, Being] = {}
        self.here: dict[str, dict[str, Being]] = {}
        self.before: dict[str, dict[str, Being]] = {}
        self.shaky: set[str] = set()  # in sight only because an uncertain pronoun may have meant them
        self.last: dict[str, Being] = {}  # by gender, whenever it was
        self.subject: Being | None = None
        self.subject_sure = True
        self.last_subject: Being | None = None
        self.aside: set[str] = set()  # last mentioned after a preposition
        self.by_head: dict[str, list[Being]] = {}

    def next_sentence(self) -> None:
        """What was here is now before."""
        self.before, self.here = self.here, {}
        self.last_subject, self.subject = self.subject, None

    def sentence(self, number: int, clauses: list[ReadClause]) -> list[Phrase]:
        """Resolve all phrases of a sentence's clauses in text order; returns them, possessors and members included."""
        rows: list[tuple[Phrase, ReadClause]] = []
        aside: set[Phrase] = set()
        for clause in clauses:
            for part in clause.whole():
                if part.subject is not None and not part.elided:
                    gather(part.subject, part, rows)
                for item in part.items:
                    if item.phrase is not None:
                        gather(item.phrase, part, rows)
                        if item.word:
                            aside.add(item.phrase)
        rows.sort(key=lambda row: (row[0].end, -row[0].start))  # possessors and members before the whole
        # "hanging up her coat, she ...": who is meant comes later
        rows.sort(key=lambda row: row[1].link == "ing" and row[1].parent is None and row[1].subject is None)
        for phrase, clause in rows:
            if phrase.being is None:
                phrase.being = self._resolve(phrase, clause, number)
                spoken_name = phrase.form == "name" and clause.spoken >= 0
                if phrase.being is not None and not spoken_name and not predicate(clause, phrase):
                    self._mention(phrase.being)
                    (self.shaky.discard if phrase.sure else self.shaky.add)(phrase.being.id)
                    (self.aside.add if phrase in aside else self.aside.discard)(phrase.being.id)
            if phrase.subject and phrase.being is not None and clause.spoken < 0:
                self.subject, self.subject_sure = phrase.being, phrase.sure
        self.next_sentence()
        return [phrase for phrase, _ in rows]

    # --- beings

    def named(self, name: str, number: int = 0) -> Being:
        """The being of that name."""
        known = self.beings.get(name)
        if known is None:
            gender = self.words.names.get(name, "")
            known = self.beings[name] = Being(name, name, "person", gender, first=number)
        return known

    def group(self, members: tuple[Being, ...], number: int = 0) -> Being:
        """Several beings as one, whatever their order."""
        parts = tuple(sorted({part.id: part for member in members for part in member.members or (member,)}.items()))
        identity = "+".join(name for name, _ in parts)
        known = self.beings.get(identity)
        if known is None:
            inner = tuple(part for _, part in parts)
            known = self.beings[identity] = Being(identity, "and", "group", "p", members=inner, first=number)
        return known

    def _new(self, phrase: Phrase, number: int) -> Being:
        head, identity, count = phrase.head, phrase.head, 2
        same = self.by_head.setdefault(head, [])
        if same:
            count = len(same) + 1
            identity = f"{head}{count}"
        while identity in self.beings:
            count += 1
            identity = f"{head}{count}"
        known = self.words.nouns.get(head)
        kind = known.kind if known is not None else "thing"
        if kind == "animal" and not phrase.det and not phrase.plural and not phrase.subject:
            kind = "food"  # "gave it fish"
        gender = "p" if phrase.plural else GENDERED.get(head, "" if kind in _PEOPLE else "n")
        being = Being(identity, head, kind, gender, set(phrase.words), first=number)
        being.owner = phrase.owner.being if phrase.owner is not None else None
        being.vague = phrase.det in ("", "every", "each", "any")
        self.beings[identity] = being
        same.append(being)
        return being

    def _mention(self, being: Being) -> None:
        if being.vague and being.kind in _PEOPLE:
            return  # "every boy": nobody in particular
        for row in (self.here, self.before):
            row.get(being.gender, {}).pop(being.id, None)
        self.here.setdefault(being.gender, {})[being.id] = being
        self.last[being.gender] = being
        same = self.by_head.get(being.head)
        if same is not None and same[-1] is not being and being in same:
            same.remove(being)
            same.append(being)

    # --- resolving

    def _resolve(self, phrase: Phrase, clause: ReadClause, number: int) -> Being | None:
        if phrase.form == "name":
            return self.named(phrase.head, number)
        if phrase.form == "group":
            members = tuple(member.being for member in phrase.members if member.being is not None)
            return self.group(members, number) if len(members) == len(phrase.members) else None
        if phrase.form == "pronoun":
            return self._pronoun(phrase, clause, number)
        if phrase.det == "no":
            return None
        being = self._noun(phrase, number)
        holds = clause.base in ("have", "get", "find", "buy") and clause.object() is phrase
        if being is not None and phrase.det == "a" and holds and clause.subject is not None:
            being.keeper = clause.subject.being
        return being

    def _noun(self, phrase: Phrase, number: int) -> Being | None:
        if phrase.head in ("one", "ones"):
            return self._one(phrase)
        owner = phrase.owner.being if phrase.owner is not None else None
        if owner is not None and owner.id == "narrator" and phrase.head in self.words.names:
            return self.named(phrase.head, number)  # "my dad" is whom the others call Dad
        if phrase.det in ("a", "another") or (not phrase.det and phrase.plural):
            return self._new(phrase, number)
        fitting = [being for being in self.by_head.get(phrase.head, ()) if compatible(being, phrase, owner)]
        if not fitting:
            being = self._new(phrase, number)
            # "his turtle" may be the turtle that was there
            others = self.by_head[phrase.head][:-1]
            whose = phrase.owner is not None and not phrase.owner.sure
            mixed = any(one.owner is None or one.doubtful for one in others)
            being.doubtful = owner is not None and (whose or mixed)
            phrase.sure = not being.doubtful
            return being
        told = [being for being in fitting if being.words.issuperset(phrase.words)]
        owned = [being for being in told or fitting if owner is not None and being.owner is owner]
        being = (owned or told or fitting)[-1]
        being.words.update(phrase.words)
        being.owner = being.owner or owner
        being.doubtful = being.doubtful or not told
        being.vague = being.vague and not phrase.det
        phrase.sure = len(owned or told or fitting) == 1 and not being.doubtful
        return being

    def _one(self, phrase: Phrase) -> Being | None:
        """Resolve "the small one": the last being that was said to be so."""
        for row in (self.here, self.before):
            for being in reversed([being for group in row.values() for being in group.values()]):
                if phrase.words and being.words.issuperset(phrase.words):
                    return being
        return None

    def _pronoun(self, phrase: Phrase, clause: ReadClause, number: int) -> Being | None:
        head = phrase.head
        if head in _FIRST and clause.spoken < 0:
            return self.beings.setdefault("narrator", Being("narrator", "i", "person", "i", first=number))
        gender = PRONOUNS.get(head)
        if gender is None:
            return None
        if gender == "n" and (impersonal(clause, phrase) or (clause.base == "do" and not phrase.subject)):
            return None
        subject = self.subject
        if phrase.possessive and subject is not None and subject.gender == gender:
            # "his brother took his chair" leaves open whose
            phrase.sure = self.subject_sure and (subject.owner is None or subject.owner.gender != gender)
            return subject
        unknown = subject is not None and subject.gender == "" and gender in "mf"
        if phrase.possessive and unknown:
            phrase.sure = False  # "the sailor touched his hat"
            return subject
        found = [*self.before.get(gender, {}).values(), *self.here.get(gender, {}).values()]
        others = arguments(clause) if not (phrase.subject or phrase.possessive) else ()
        nobody = not found
        if others:  # "him" is not he who does it
            found = [being for being in found if being not in others]
        guessed = nobody and gender in "mf"
        if guessed:
            found = self._unknown_gender(gender)
            if found and found[-1].gender != gender:
                self._becomes(found[-1], gender)
                found[-1].guessed = True
        if nobody and gender == "p":
            return self._everybody(number)
        strangers = gender in "mf" and bool(self.before.get("") or self.here.get(""))
        phrase.sure = len(found) == 1 and not strangers and not guessed
        if gender in "mf" and clause.spoken >= 0:
            phrase.sure = False  # what is said may speak of people whom the story does not know
        if len(found) > 1:
            rivals = found
            if gender == "n":
                found = likely(found, phrase, clause)
                found = [being for being in found if being.id in self.here.get("n", {})] or found
            # the subject of the sentence before goes on, else what stood without a preposition
            going_on = [being for being in found if (phrase.subject or gender == "n") and being is self.last_subject]
            found = going_on or [being for being in found if being.id not in self.aside] or found
            for rival in rivals:  # whoever may have been meant stays in sight
                self.here.setdefault(gender, {})[rival.id] = rival
        if found and (found[-1].doubtful or found[-1].guessed or found[-1].id in self.shaky):
            phrase.sure = False
        return found[-1] if found else None

    def _unknown_gender(self, gender: str) -> list[Being]:
        """Those whose gender nobody has said, then whoever of the gender was last, then animals: "the fox ... he"."""
        rows = (*self.before.get("", {}).values(), *self.here.get("", {}).values())
        last = self.last.get(gender)
        animals = (*self.before.get("n", {}).values(), *self.here.get("n", {}).values())
        return list(rows) or ([last] if last is not None else [being for being in animals if being.kind == "animal"])

    def _becomes(self, being: Being, gender: str) -> None:
        for row in (self.before, self.here):
            if row.get(being.gender, {}).pop(being.id, None) is not None:
                row.setdefault(gender, {})[being.id] = being
        being.gender = gender

    def _everybody(self, number: int) -> Being | None:
        """They: all the people of this sentence and the one before."""
        people = [
            being
            for row in (self.before, self.here)
            for gender in ("m", "f", "")
            for being in row.get(gender, {}).values()
        ]
        unique = tuple({being.id: being for being in people}.values())
        return self.group(unique, number) if len(unique) > 1 else None
