"""What a clause says in plain words: the things that they name, and every deed in them.

"Ran to the house and ate the cake" is one string of a line, and yet two deeds, a place and a thing. `deeds` takes a
clause apart into what each did to what, with entities where the words name one, so that the rules of `events` see
what a reader sees. A thing that has no entity stands for itself under its noun: facts about "the hat" wait there for
the story's hat.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from workbench.stories.clauses import Clause, Cued, Entity, Full, Item, Of, Subject, Together
from workbench.stories.lexicon import ADJECTIVES, VERBS
from workbench.stories.world import ATTRIBUTE, SAME, Impossible, World


class Deed(NamedTuple):
    """One thing that was done: by whom, its verb's base form, and what follows, in words and entities."""

    actors: tuple[Entity, ...]
    base: str
    items: tuple[Item, ...]


class _Noun(NamedTuple):
    noun: str
    words: tuple[str, ...]


class _Turn(NamedTuple):
    """A further verb of the same subject: "and ran", "but did not look"."""

    base: str
    happens: bool


_Piece: TypeAlias = "str | _Noun | _Turn"
_KINDS = {
    **dict.fromkeys("ball toy car box book hat cake flower bed food".split(), "thing"),
    **dict.fromkeys("dog cat bird bear fish".split(), "animal"),
    **dict.fromkeys("park garden house room school tree water".split(), "place"),
}
_PLAIN = {noun: Entity(noun, noun, "n", kind) for noun, kind in _KINDS.items()}
_ADJECTIVES = frozenset(ADJECTIVES) | {"shiny"}
_PASTS = {past: base for base, (past, _) in VERBS.items() if past != "scared"} | {"were": "be"}
_BOTH = frozenset({"put", "read"})
"""Past or infinitive: past where no "to" is before."""
_JOINS = frozenset({"and", "but", "so", "when", "because", "as", "while", "that", "who"})
_OPEN = (*(f" {word}" for word in _JOINS), *_JOINS, "so was")
_REPORTS = frozenset("say think ask tell want know promise like love".split())
"""What is said or thought to be so has not happened by that."""
_STATES = ("size", "colour", "age")


def is_one_deed(world: World, clause: Clause) -> bool:
    """Whether the clause names all in it as entities and says one thing, so that there is nothing to take apart."""
    subject = clause.subject
    if subject.__class__ is str and subject[:4] == "the ":  # type: ignore[index]
        return False
    spoken: Entity | None = None
    for item in clause.verb.items:
        kind = item.__class__
        if kind is str:
            if not _IS_PLAIN[item]:  # type: ignore[index]
                return False
        elif kind is Entity:
            if item.kind == "thing":  # type: ignore[union-attr]
                spoken = item  # type: ignore[assignment]
        elif kind is Clause or kind is Of or kind is Cued:
            return False
    if spoken is not None:
        world.spoken = spoken
    return True


def deeds(world: World, clause: Clause) -> Iterator[Deed]:
    """What the clause itself says was done, in order; clauses within it are `inner`.

    Raises:
        Impossible: it speaks of a thing as what it is not ("the red hat" of a blue one).
    """
    actors = actors_of(world, clause.subject)
    base, items = clause.verb.base, clause.verb.items
    happens = not (clause.negative or clause.modal)
    if isinstance(clause.subject, str) and clause.subject.startswith("the one"):
        last = items[-1]  # "the one who cried was Tim"
        actors, items = (_entity(world, last),) if isinstance(last, (Entity, Full)) else (), items[:-2]
    found: list[Item] = []
    join = ""
    for item in items:
        if isinstance(item, Cued):
            item = item.text
        if not isinstance(item, str):
            if join == "and so was" and isinstance(item, (Entity, Full)):  # "happy, and so was Tim"
                yield Deed((_entity(world, item),), base, tuple(found))
                continue
            found.append(_owned(world, item) if isinstance(item, Of) else item)
            continue
        pieces = _pieces(item)
        first = _turn(item.split(), 0) if join.rpartition(" ")[2] in _JOINS and found else None
        if first is not None and isinstance(found[-1], (Entity, Full)):  # "cold, but Tim | went in"
            new = _entity(world, found.pop())
            if happens:
                yield Deed(actors, base, tuple(found))
            actors, (base, happens), found = (new,), first[0], []
            pieces = _pieces(" ".join(item.split()[first[1] :]))
        for piece in pieces:
            if isinstance(piece, _Turn):
                _speak_of(world, found)
                if happens:
                    yield Deed(actors, base, tuple(found))
                (base, happens), found = piece, []
            elif isinstance(piece, _Noun):
                found.append(named(world, piece.noun, piece.words))
            elif piece == "it" and not item.startswith("it too") and (spoken := _last_thing(found) or world.spoken):
                found.append(spoken)
            else:
                found.append(piece)
        join = item if item.endswith("and so was") else item.rpartition(" ")[2]
        join = "and so was" if join.endswith("and so was") else join
    if happens:
        _speak_of(world, found)
        yield Deed(actors, base, tuple(found))


def inner(clause: Clause) -> Iterator[tuple[Clause, "Item | None"]]:
    """The clauses within a clause that say what happened, each with what it is about where it leaves that out."""
    items = clause.verb.items
    for place, item in enumerate(items):
        if not isinstance(item, Clause):
            continue
        before = items[place - 1] if place else ""
        word = before.rpartition(" ")[2] if isinstance(before, str) else ""
        if word == "that" and place > 1 and before == "that" and isinstance(items[place - 2], Entity):
            yield item, items[place - 2]
        elif item.subject in ("who", "that") and isinstance(before, Full):  # "it was Tim who cried"
            yield Clause(before, item.verb, item.negative, item.modal), None
        elif word in ("when", "because", "as", "while", "so", "but", "and") or (
            word == "that" and clause.verb.base not in _REPORTS and not clause.negative
        ):
            yield item, None


def named(world: World, noun: str, words: tuple[str, ...] = ()) -> Entity:
    """The story's thing that "the red hat" names, or the thing that stands for it until the story has one."""
    plain = _PLAIN[noun]
    for word in words:
        relation = ATTRIBUTE.get(word, "")
        if relation in _STATES and plain.kind != "place":
            describe(world, plain, word)
    return world.entities.get(noun, plain)


def describe(world: World, thing: Entity, word: str) -> list[tuple[str, str, str]]:
    """The change that calling the thing big, new or red makes: none where that is known.

    Raises Impossible where the opposite is known.
    """
    relation = ATTRIBUTE[word]
    known = world.state.get((relation, thing.id)) or (relation == "colour" and world.state.get(("look", thing.id)))
    if known and SAME.get(known, known) != SAME.get(word, word):
        raise Impossible("call", f"the {thing.noun} is {known}")
    return [] if known else [(relation, thing.id, word)]


def _owned(world: World, item: Of) -> Item:
    """A thing by its owner: the story's, where it is theirs."""
    plain = _PLAIN.get(item.noun)
    if plain is None or plain.kind == "place" or item.noun == "bed":
        return item
    known = world.entities.get(item.noun)
    owner = world.state.get(("owner", item.noun))
    if (known is not None and known.owner is not item.owner) or owner not in (None, item.owner.id):
        raise Impossible("own", f"the {item.noun} is not {item.owner.noun}'s")
    if known is None and owner is None:
        world.lasting("owner", item.noun, item.owner.id)
    return known or plain


def actors_of(world: World, subject: Subject) -> tuple[Entity, ...]:
    """Those who do it; "the cake" is the story's cake."""
    if isinstance(subject, Entity):
        return (subject,)
    if isinstance(subject, Full):
        return (subject.entity,)
    if isinstance(subject, str):
        pieces = _pieces(subject) if subject.startswith("the ") else ()
        return (named(world, *pieces[0]),) if len(pieces) == 1 and isinstance(pieces[0], _Noun) else ()
    return subject.members if isinstance(subject, Together) else ()


def _entity(world: World, item: Item) -> Entity:  # noqa: ARG001 - beside `named`
    assert isinstance(item, (Entity, Full))
    return item if isinstance(item, Entity) else item.entity


def _speak_of(world: World, items: Sequence[Item]) -> None:
    """Remember which thing "it" will be."""
    world.spoken = _last_thing(items) or world.spoken


def _last_thing(found: Sequence[Item]) -> Entity | None:
    for item in reversed(found):
        entity = item.entity if isinstance(item, Full) else item
        if isinstance(entity, Entity) and entity.kind not in ("child", "adult", "place"):
            return entity
    return None


class _Plain(dict[str, bool]):
    """Whether words name no thing and begin nothing new; worked out when first asked for."""

    def __missing__(self, text: str) -> bool:
        plain = all(isinstance(piece, str) and piece != "it" for piece in _pieces(text)) and not text.endswith(_OPEN)
        if len(self) >= _KEPT:
            self.clear()
        self[text] = plain
        return plain


_KEPT = 10_000
_IS_PLAIN = _Plain()


@lru_cache(maxsize=10_000)
def _pieces(text: str) -> tuple[_Piece, ...]:
    """The words between things and further verbs, the things, and the further verbs."""
    words = text.replace(",", "").split()
    pieces: list[_Piece] = []
    plain: list[str] = []

    def close() -> None:
        if plain:
            pieces.append(" ".join(plain))
            plain.clear()

    place = 0
    while place < len(words):
        word = words[place]
        turn = _turn(words, place + 1) if word in ("and", "but") else None
        end = place + 1
        while word == "the" and end < len(words) and words[end] in _ADJECTIVES:
            end += 1
        if turn is not None:
            close()
            pieces.append(turn[0])
            place = turn[1]
        elif word == "the" and end < len(words) and words[end] in _KINDS:
            close()
            pieces.append(_Noun(words[end], tuple(words[place + 1 : end])))
            place = end + 1
        else:
            if word == "it":
                close()
                pieces.append("it")
            elif word == "school" and plain and plain[-1] in ("at", "to"):
                close()
                pieces.append(_Noun(word, ()))
            else:
                plain.append(word)
            place += 1
    close()
    return tuple(pieces)


def _turn(words: list[str], place: int) -> tuple[_Turn, int] | None:
    """The verb that begins at `place`, and where it ends; None where no finite verb does."""
    if place >= len(words):
        return None
    word = words[place]
    if word in ("did", "could", "would"):
        rest = [other for other in words[place + 1 :] if other != "not"]
        return (_Turn(rest[0], False), place + 3) if rest and rest[0] in VERBS else None
    if word in _PASTS and not (word in _BOTH and "to" in words[:place]):
        return _Turn(_PASTS[word], True), place + 1
    return None


__all__ = ["Deed", "deeds", "describe", "inner", "named"]
