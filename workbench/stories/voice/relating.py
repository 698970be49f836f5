"""Relative clauses and comparatives."""

from collections.abc import Sequence

from workbench.stories.clauses import Clause, Entity, Full, Relation, Verb
from workbench.stories.voice.constructions import Remark
from workbench.stories.voice.finding import (
    CORE,
    LIVING,
    PEOPLE,
    STATES,
    Workshop,
    entities_in,
    event,
    plain,
    standalone,
    whole,
)
from workbench.stories.voice.shapes import Described, subject_of, untold, with_items, with_subject
from workbench.stories.voice.steps import Step, clauses_in


def relative_clauses(steps: list[Step], shop: Workshop) -> list[Step]:
    """Say: "Tim, who was hungry, ate the cake"; "a dog that was sad"; at least "This is the story of Tim, who ..."."""
    done = list(steps)
    for index in range(len(done) - 2, -1, -1):
        first, second = done[index], done[index + 1]
        if first.fixed or second.fixed or first.cues or second.cues or second.lead or second.new_paragraph:
            continue
        if not isinstance(first.node, Clause) or not isinstance(second.node, Clause):
            continue
        node = related(first.node, second.node, shop.voice.narrator)
        if node is not None:
            lead = "" if isinstance(node.subject, Described) else first.lead
            done[index : index + 2] = [
                Step(second.role, node, (), lead, new_paragraph=first.new_paragraph, fixed=True, marks=["who"])
            ]
    for index, step in enumerate(done):
        node = step.node
        if not step.fixed and isinstance(node, Relation) and node.kind in ("cause", "sequence"):
            reason, effect = node.first, node.second
            if isinstance(reason, Clause) and isinstance(effect, Clause):
                joined = related(reason, effect, shop.voice.narrator) or _who_did(reason, effect, shop.voice.narrator)
                if joined is not None and isinstance(joined.subject, Described) and shop.chance(0.7):
                    done[index] = step.turned(joined, "who")
    if not any("who" in step.marks for step in done):
        about = [
            (who, clause)
            for step in done[len(done) // 3 :]
            for clause in clauses_in(step.node)
            if plain(clause) and standalone(clause) and step.role in CORE
            if (who := subject_of(clause)) is not None and who.named and who is not shop.voice.narrator
        ]
        if about:
            who, clause = about[int(shop.rng.random() * len(about))]
            remark = Remark(
                (shop.pick("this is the story of", "here is the story of"), Described(who, relative=untold(clause)))
            )
        else:
            remark = Remark(
                (shop.pick("this is a story that many people tell", "here is a story that nobody forgets"),)
            )
        done.insert(0, Step("opening", remark, fixed=True, rank=-1, marks=["who"]))
    return done


def related(first: Clause, second: Clause, narrator: Entity | None) -> Clause | None:
    """Two clauses as one, where the one says something about somebody or something in the other."""
    who, whom = subject_of(first), subject_of(second)
    if who is None or whom is None or whom is narrator or first.modal or second.modal:
        return None
    if who is whom:
        # "Tim was hungry. He ate the cake." The state moves into the relative clause.
        if first.verb.base in STATES and not first.negative and event(second) and whole(first.verb.items):
            return with_subject(second, Described(who, relative=first)) if who.named else None
        return None
    items = first.verb.items
    if not items or not plain(second) or second.verb.base not in STATES or not whole(second.verb.items):
        return None
    last = items[-1]
    if not isinstance(last, (Entity, Full)) or whom is not (last.entity if isinstance(last, Full) else last):
        return None
    if not whom.named and whom.owner is not None:
        return None
    return with_items(first, (*items[:-1], Described(whom, relative=second)))


def _who_did(first: Clause, second: Clause, narrator: Entity | None) -> Clause | None:
    """Say: "Hiro, who yawned, pulled the blanket up"."""
    who = subject_of(first)
    if (
        who is None
        or who is narrator
        or not who.named
        or who is not subject_of(second)
        or not event(first)
        or not event(second)
    ):
        return None
    return with_subject(second, Described(who, relative=first)) if whole(first.verb.items) else None


def comparatives(steps: list[Step], shop: Workshop) -> list[Step]:
    """Say: "Tim was happier than ever"; "The bear was bigger than the cat", by the sizes of the wordbook."""
    graded = {one.word: one.comparative for one in shop.book.adjectives() if one.comparative}
    done: list[Step] = []
    for step in steps:
        node = step.node
        if isinstance(node, Clause) and not step.fixed and plain(node) and node.verb.base in ("be", "feel", "look"):
            word, who = (node.verb.items or ("",))[0], subject_of(node)
            plainer = word.removeprefix("very ").removeprefix("so ") if isinstance(word, str) else ""
            if plainer in graded and who is not None and who.kind in LIVING and len(node.verb.items) == 1:
                than = shop.pick("than before", "than on any other day", "than anybody else")
                step = step.turned(with_items(node, (f"{graded[plainer]} {than}",)), "than")
        done.append(step)
    if not any("than" in step.marks for step in done):
        done = _than_it_looked(done, graded)
    compared = _bigger(done, shop)
    if compared is not None:
        place, remark = compared
        done.insert(place, Step("detail", remark, fixed=True, marks=["than"]))
    if not any("than" in step.marks for step in done):
        words = shop.pick(
            "that day felt longer than any other day",
            "no day was longer than that one",
            "the evening was quieter than the day",
            "it was better to remember it than to forget it",
            "this story gets longer each time it is told",
        )
        done.append(Step("ending", Remark((words,)), fixed=True, marks=["than"]))
    return done


def _than_it_looked(steps: list[Step], graded: dict[str, str]) -> list[Step]:
    """After "the box was too heavy for one": "it was heavier than it looked"."""
    for place, step in enumerate(steps):
        for clause in clauses_in(step.node):
            first = clause.verb.items[0] if clause.verb.items and clause.verb.base == "be" else None
            who = subject_of(clause)
            if step.fixed or step.earlier or who is None or who.kind in LIVING or not isinstance(first, str):
                continue
            words = [word.strip(",") for word in first.split()]
            word = words[1] if len(words) > 1 and words[0] in ("very", "so", "too", "quite") else words[0]
            if word in graded and not clause.negative:
                than = (
                    "than it looked"
                    if who.gender == "n"
                    else "than they looked"
                    if who.gender == "p"
                    else "than before"
                )
                more = Clause(who, Verb("be", f"{graded[word]} {than}"))
                return [*steps[: place + 1], Step(step.role, more, fixed=True, marks=["than"]), *steps[place + 1 :]]
    return steps


def _bigger(steps: Sequence[Step], shop: Workshop) -> tuple[int, Remark] | None:
    """Where both of two things of different sizes have been told of, which is the bigger one."""
    sizes = {noun.word: noun.size for noun in shop.book.nouns() if noun.size}
    seen: list[Entity] = []
    for place, step in enumerate(steps):
        for entity in entities_in(step.node):
            if entity in seen or entity.named or entity.kind in ("place", *PEOPLE) or entity.noun not in sizes:
                continue
            if {"big", "small", "little", "tiny", "huge", "large"} & set(entity.words):
                continue
            for other in seen:
                difference = sizes[entity.noun] - sizes[other.noun]
                if difference and other.noun != entity.noun:
                    big, small = (entity, other) if difference > 0 else (other, entity)
                    if shop.chance(0.5):
                        return place + 1, Remark((Full(big), "was bigger than", Full(small)))
                    return place + 1, Remark((Full(small), "was smaller than", Full(big)))
            seen.append(entity)
    return None
