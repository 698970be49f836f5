"""What somebody did that decided a moral, in one sentence: said from the facts, with words that every tier has."""

import random
import re
from collections.abc import Mapping
from typing import Final

from workbench.records import Fact, Story
from workbench.stories.instructions.naming import capital

# deed: ways to say it. x did it, y is whom or what it was done to; {set} is whoever or whatever made it necessary (the
# fact named in _BEFORE); [harm] says what harm was done, by whom to whom, as a clause without its end.
_SAID: Final[dict[str, tuple[str, ...]]] = {
    "own_up": (
        "[harm] and told {y} about it.",
        "[harm], but {x} told {y} all about it.",
        "[harm] and did not hide it.",
    ),
    "lie": ("[harm] and did not tell {y} how it was.", "[harm], but {x} did not want {y} to know."),
    "forgive": ("[harm], but {x} was still kind to {y}.", "[harm]. {x} was still kind to {y}."),
    "not_forgive": ("[harm], and {x} was not kind to {y} after that.", "[harm]. {x} did not like {y} after that."),
    "let_share": (
        "{y} wanted what {x} had, and {x} shared it.",
        "{x} was kind to {y} and shared.",
        "{x} shared with {y}.",
    ),
    "keep_for_oneself": ("{y} wanted what {x} had, but {x} did not share it.", "{x} would not share with {y}."),
    "aid": ("{x} saw that it was hard for {y} and helped.", "{x} was kind to {y}.", "{x} helped {y}."),
    "pass_by": ("{x} saw that it was hard for {y} but did not help.", "{x} did not stop to help {y}."),
    "face": ("{x} was scared of {y} but did not run away.", "{x} did not run away from {y}."),
    "flee": ("{x} was too scared of {y}.", "{x} was so scared of {y} that {x} could not do it."),
    "succeed_at_last": (
        "{x} tried and tried, and then {x} did it.",
        "It was hard, but {x} did not stop and then did it.",
    ),
    "stop_trying": ("{x} tried and tried, but then {x} stopped.", "It was hard, and {x} stopped."),
    "wait_well": ("{set} told {x} to wait, and {x} waited.", "It was hard to wait, but {x} waited."),
    "not_wait": ("{set} told {x} to wait, but {x} did not.", "It was hard to wait, and {x} did not wait."),
    "heed": ("{set} told {x} not to do something, and {x} did not do it.", "{x} did what {set} said was good."),
    "ignore": ("{set} told {x} not to do something, but {x} did it.", "{x} did something that {set} said was bad."),
    "be_helped": ("{x} could not do it alone, so {y} helped.", "It was hard for {x}, but {y} helped."),
    "refuse_help": ("{x} could not do it alone but did not want help.", "{y} wanted to help, but {x} said no."),
    "keep_promise": ("{x} promised {y} something and did it.", "{x} did what {x} promised {y}."),
    "break_promise": ("{x} promised {y} something and did not do it.", "{x} did not do what {x} promised {y}."),
    "take_care": ("{x} was very careful with {y}.", "{x} had to be careful with {y}, and was."),
    "be_careless": ("{x} was not careful with {y}.", "{x} had to be careful with {y}, but was not."),
    # These are decided in the larger tiers only, and said with their words.
    "give_thanks": ("{y} was kind to {x}, and {x} did not forget it.", "{x} wanted to thank {y} and did it."),
    "forget_thanks": ("{y} was kind to {x}, but {x} forgot to thank {y}.", "{x} did not thank {y}."),
    "look_past": ("{x} did not mind how {y} looked.", "{y} looked strange, but that did not stop {x}."),
    "judge_by_looks": ("{x} did not like how {y} looked.", "{y} looked strange, and {x} did not stay."),
    "do_duty": ("{y} trusted {x} with something, and {x} did it.", "{x} had to do something and did it."),
    "neglect_duty": (
        "{y} trusted {x} with something, but {x} did not do it.",
        "{x} had to do something but did not do it.",
    ),
    "be_content": ("{y} had something new, but {x} was happy without it.", "{x} did not want what {y} had."),
    "want_more": ("{y} had something new, and {x} wanted one too.", "{x} saw what {y} had and was not happy."),
    "find_out": ("{x} saw something strange and looked closer.", "{x} wanted to know what it was and found out."),
    "leave_it": ("{x} saw something strange but did not look closer.", "{x} did not try to find out what it was."),
    "work_together": ("It was too hard for one, so {x} and {y} did it together.", "{x} and {y} did it together."),
    "work_alone": ("It was too hard for one, but {x} and {y} did not do it together.", "{x} wanted to do it alone."),
}
_BEFORE: Final = {
    **dict.fromkeys(("wait_well", "not_wait"), "be_told_to_wait"),
    **dict.fromkeys(("heed", "ignore"), "be_warned"),
}
_HARMS: Final = {
    "broken": "{x} broke {thing}",
    "lost": "{x} lost {thing}",
    "eaten": "{x} ate {thing}",
    "wet": "{x} got {thing} wet",
}
_SLOT = re.compile(r"\{(\w+)\}")


def deciding_deed(story: Story) -> Fact | None:
    """The deed that decided the story's moral: the last of those that can; None where there is none."""
    deeds = [
        fact for fact in story.facts if fact.relation.removeprefix("did ") in _SAID and fact.relation[:4] == "did "
    ]
    return deeds[-1] if deeds else None


def deed_sentence(story: Story, deed: Fact, names: Mapping[str, str], rng: random.Random) -> str | None:
    """One or two short sentences on that deed; None where somebody in it has no name."""
    name = deed.relation.removeprefix("did ")
    slots = {"x": names.get(deed.subject, ""), "y": names.get(deed.value, "")}
    before = [
        fact for fact in story.facts if fact.relation == f"did {_BEFORE.get(name)}" and fact.subject == deed.subject
    ]
    slots["set"] = names.get(before[0].value, "") if before else ""
    ways = [way.replace("[harm]", harm) if (harm := _harm(story, names)) else way for way in _SAID[name]]
    good = [way for way in ways if "[" not in way and all(slots.get(slot) for slot in _SLOT.findall(way))]
    if not good:
        return None
    return _sentences(rng.choice(good).format(**slots))


def _harm(story: Story, names: Mapping[str, str]) -> str:
    """The harm that was done, as a clause; the empty text if there is none or its people have no names."""
    done = next((fact for fact in story.facts if fact.relation == "did harm"), None)
    if done is None or not (names.get(done.subject) and names.get(done.value)):
        return ""
    doer, owner = names[done.subject], names[done.value]
    for fact in story.facts:
        # What became of the thing may be told a sentence later: "Tim took Sam's hat. Then he lost it."
        near = done.sentence <= fact.sentence <= done.sentence + 1 and fact.subject in names
        if near and fact.relation in _HARMS and fact.value == "yes" and _is_of(story, fact, done):
            return _HARMS[fact.relation].format(x=doer, thing=f"{owner}'s {_bare(names[fact.subject])}")
    return f"{doer} did something bad to {owner}"


def _is_of(story: Story, fact: Fact, done: Fact) -> bool:
    """Whether the harmed thing belongs to whom the harm was done."""
    return any(
        one.relation == "owner" and one.subject == fact.subject and one.value == done.value for one in story.facts
    )


def _bare(name: str) -> str:
    """A thing without its article or its owner."""
    return name.removeprefix("the ") if "'s " not in name else name.split("'s ", 1)[1]


def feeling_sentence(story: Story, deed: Fact, names: Mapping[str, str], rng: random.Random) -> str | None:
    """How somebody felt in the end: the last feeling told; None if the deed came later."""
    felt = [fact for fact in story.facts if fact.relation == "feels" and fact.told == "told" and fact.subject in names]
    if not felt or not felt[-1].value.isalpha() or felt[-1].sentence <= deed.sentence:
        return None
    who, feeling = names[felt[-1].subject], felt[-1].value
    return _sentences(
        rng.choice(("After that {who} was {feeling}.", "{who} was {feeling}.")).format(who=who, feeling=feeling)
    )


def _sentences(text: str) -> str:
    return ". ".join(capital(part) for part in text.split(". "))
