"""Questions, exclamations and conditions: what the teller asks, calls out and thinks away."""

from workbench.stories.clauses import Clause, Full, Relation, Verb
from workbench.stories.voice.constructions import Counterfactual, Question, Remark
from workbench.stories.voice.finding import CORE, LIVING, PEOPLE, Workshop, event, plain, standalone, state, whole
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.shapes import Turned, subject_of, untold
from workbench.stories.voice.steps import Phrase, Said, Step, clauses_in


def questions(steps: list[Step], shop: Workshop) -> list[Step]:
    """What the listener asks: will he find it, what will she do now; the answer comes with what is told next."""
    places: dict[int, Phrase] = {}
    for index, step in enumerate(steps[:-1]):
        if steps[index + 1].rank:
            continue
        wish = _question(step)
        if wish is not None and not step.earlier:
            places[index + 1] = wish
    order = [place for place in range(1, len(steps)) if steps[place].rank == 0]
    shop.rng.shuffle(order)
    used: set[str] = set()
    for place in order:
        if len(places) >= 3:
            break
        asked = _about(steps[place], shop) if place not in places else None
        if asked is not None and asked[0] not in used:
            used.add(asked[0])
            places[place] = asked[1]
    for place, text in zip(order, ("and what happened next", "what came after that"), strict=False):
        if len(places) < 2 and place not in places:
            places[place] = Remark((text,), "?")
    if len(places) < 2:
        raise Unsuited("there is nothing to ask")
    done: list[Step] = []
    for index, step in enumerate(steps):
        if index in places:
            done.append(Step("question", places[index], fixed=True, marks=["asked"]))
        done.append(step)
    return done


def _about(step: Step, shop: Workshop) -> tuple[str, Phrase] | None:
    """A question that the step answers, and its kind."""
    node = step.node
    clause = next(iter(clauses_in(node)), None)
    if (
        clause is None
        or step.fixed
        or step.earlier
        or step.role not in CORE
        or clause.modal
        or isinstance(clause, Turned)
    ):
        return None
    who = subject_of(clause)
    if who is None or who.kind not in LIVING or state(clause):
        return None
    person = Full(who)
    kinds = {
        "did": Question(Clause(person, Verb("do")), "what"),
        "would do": Question(Clause(person, Verb("do"), modal="would"), "what"),
        "could": Question(Clause(person, Verb("do"), modal="could"), "what"),
        "next": Question(Clause(person, Verb("do", "then")), "and what"),
    }
    kind = shop.pick(*kinds)
    return kind, kinds[kind]


def _question(step: Step) -> Question | None:
    """Whether what somebody wants or tries will come about."""
    for clause in reversed(clauses_in(step.node)):
        items = clause.verb.items
        who = subject_of(clause)
        if who is None or who.kind not in LIVING or clause.verb.base not in ("want", "try", "hope", "wish", "decide"):
            continue
        if len(items) > 1 and isinstance(items[0], str) and items[0].endswith("to") and isinstance(items[1], Verb):
            return Question(Clause(who, items[1], modal="would"))
    return None


def conditionals(steps: list[Step], shop: Workshop) -> list[Step]:
    """After a reason, or a deed and what came of it: what would have been without it."""
    done: list[Step] = []
    for step in steps:
        done.append(step)
        pair = _because(step.node) if not step.fixed and sum("if" in one.marks for one in done) < 3 else None
        if pair is not None and (shop.chance(0.8) or not any("if" in one.marks for one in done)):
            phrase = Counterfactual(untold(pair[0]), untold(pair[1]), shop.chance(0.7))
            done.append(Step(step.role, phrase, fixed=True, marks=["if"]))
    if not any("if" in step.marks for step in done):
        done.append(Step("ending", _otherwise(steps, shop), fixed=True, marks=["if"]))
    return done


def _because(node: Said) -> tuple[Clause, Clause] | None:
    """A clause and what came of it, if that can be thought away."""
    if not isinstance(node, Relation) or node.kind not in ("cause", "sequence"):
        return None
    reason, effect = node.first, node.second
    if (
        not isinstance(reason, Clause)
        or not isinstance(effect, Clause)
        or not whole(reason.verb.items + effect.verb.items)
    ):
        return None
    if node.kind == "sequence" and not (
        event(reason) and event(effect) and subject_of(reason) is not subject_of(effect)
    ):
        return None
    modal = reason.modal not in ("", "could") or effect.modal not in ("", "could")
    return None if modal or isinstance(reason.subject, str) else (reason, effect)


def _otherwise(steps: list[Step], shop: Workshop) -> Phrase:
    """Say: "If Max had not lost the key, this would have been another story"."""
    deeds = [
        clause
        for step in steps
        if step.role in CORE
        for clause in clauses_in(step.node)
        if event(clause) and standalone(clause) and (who := subject_of(clause)) is not None and who.kind in PEOPLE
    ]
    if not deeds:
        words = shop.pick(
            "had stayed in bed that day, none of this would have happened",
            "had stayed at home, there would be no story",
        )
        return Remark(("if", Full(shop.hero), words))
    what = shop.pick("another story", "a much shorter story", "a different day")
    effect = Clause(shop.pick("this", "it"), Verb("be", what), negative=True)
    return Counterfactual(untold(deeds[int(shop.rng.random() * len(deeds))]), effect, shop.chance(0.7))


def exclamations(steps: list[Step], shop: Workshop) -> list[Step]:
    """Say: "How happy Tim was!", "What a day that was!"."""
    done: list[Step] = []
    for step in steps:
        node = step.node
        if isinstance(node, Clause) and plain(node) and node.verb.base == "be" and len(node.verb.items) == 1:
            word, who = node.verb.items[0], subject_of(node)
            if isinstance(word, str) and who is not None and not step.fixed and shop.chance(0.8):
                adjective = word.removeprefix("very ").removeprefix("so ")
                if adjective in {one.word for one in shop.book.adjectives()}:
                    bare = Clause(node.subject, Verb("be"), facts=node.facts)
                    step = step.turned(Remark((f"how {adjective}", bare), "!"), "!")
        done.append(step)
    if not any("!" in step.marks for step in done):
        done.append(
            Step("ending", Remark((shop.pick("what a day that was", "what a story that was"),), "!"), marks=["!"])
        )
    return done
