import re

import pytest

from workbench.stories.wordbook import Verb, book, forms

SIMPLE = book("simple")


@pytest.mark.parametrize(
    "row",
    """go went gone going goes|be was been being is|have had had having has|do did done doing does
    lie/motion lay lain lying lies|lie/speech lied lied lying lies|lay laid laid laying lays|panic panicked panicked panicking panics
    begin began begun beginning begins|forget forgot forgotten forgetting forgets|visit visited visited visiting visits
    hop hopped hopped hopping hops|hope hoped hoped hoping hopes|carry carried carried carrying carries|quiz quizzed quizzed quizzing quizzes
    cut cut cut cutting cuts|catch caught caught catching catches|teach taught taught teaching teaches|swim swam swum swimming swims
    fix fixed fixed fixing fixes|tie tied tied tying ties|tiptoe tiptoed tiptoed tiptoeing tiptoes|echo echoed echoed echoing echoes
    open opened opened opening opens|whisper whispered whispered whispering whispers|prefer preferred preferred preferring prefers
    read read read reading reads|burst burst burst bursting bursts|weep wept wept weeping weeps|freeze froze frozen freezing freezes
    flee fled fled fleeing flees|dye|hurry hurried hurried hurrying hurries|play played played playing plays""".replace("\n", "|").split("|"),
)  # fmt: skip
def test_verbs(row: str) -> None:
    word, *wanted = row.split()
    base, _, kind = word.partition("/")
    if not wanted:
        assert not any(verb.base == base for verb in SIMPLE.verbs())
        return
    verb = SIMPLE.verb(base, kind or None)
    assert [verb.past, verb.participle, verb.ing, verb.third] == wanted


def test_every_verb_has_plausible_forms_and_tags() -> None:
    def right(one: Verb) -> bool:
        return (
            one.ing.endswith("ing")
            and one.third.endswith("s")
            and (
                one.base == "be"
                or one.base[0] == one.ing[0] == one.third[0] == one.past[0]
                or one.base in ("go", "eat")
            )
            and bool(one.tags & {"transitive", "intransitive"})
            and not any(pair <= one.tags for pair in ({"good", "bad"}, {"fast", "slow"}, {"loud", "quiet"}))
            and ("by_itself" not in one.tags or "intransitive" in one.tags)
            and ("manner_of_going" not in one.tags or one.kind == "motion")
            and ("says" not in one.tags or one.kind in ("speech", "sound"))
        )

    assert [one for one in SIMPLE.verbs() if not right(one)] == []


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        *(("child", "children"), ("mouse", "mice"), ("tooth", "teeth"), ("leaf", "leaves"), ("knife", "knives")),
        *(("wolf", "wolves"), ("sheep", "sheep"), ("potato", "potatoes"), ("piano", "pianos"), ("fox", "foxes")),
        *(("puppy", "puppies"), ("monkey", "monkeys"), ("goose", "geese"), ("fisherman", "fishermen"), ("ox", "oxen")),
        *(("roof", "roofs"), ("giraffe", "giraffes"), ("wife", "wives"), ("volcano", "volcanoes"), ("hoof", "hooves")),
        *(("scissors", "scissors"), ("water", "water"), ("bus", "buses"), ("stomach", "stomachs"), ("quiz", "quizzes")),
    ],
)
def test_plurals(word: str, plural: str) -> None:
    assert SIMPLE.noun(word).plural == plural


@pytest.mark.parametrize(
    ("word", "more", "most"),
    [
        *(("big", "bigger", "biggest"), ("happy", "happier", "happiest"), ("good", "better", "best")),
        *(("bad", "worse", "worst"), ("gentle", "gentler", "gentlest"), ("blue", "bluer", "bluest")),
        *(("careful", "more careful", "most careful"), ("shy", "shyer", "shyest"), ("wooden", "", "")),
        *(("narrow", "narrower", "narrowest"), ("quiet", "quieter", "quietest"), ("slow", "slower", "slowest")),
        *(("friendly", "friendlier", "friendliest"), ("gray", "grayer", "grayest"), ("thin", "thinner", "thinnest")),
        *(("loyal", "more loyal", "most loyal"), ("dry", "drier", "driest"), ("simple", "simpler", "simplest")),
    ],
)
def test_comparison(word: str, more: str, most: str) -> None:
    adjective = SIMPLE.adjective(word)
    assert (adjective.comparative, adjective.superlative) == (more, most)


def test_every_adjective_is_said_of_something() -> None:
    for one in SIMPLE.adjectives():
        assert one.of and one.polarity in (-1, 0, 1), one
        assert bool(one.comparative) == bool(one.superlative), one
        assert (
            re.fullmatch(rf"|worse|more {one.word}|{one.word[:2]}.*er|better", one.comparative) or one.word == "little"
        )


def test_articles() -> None:
    an = "apple hour honest heirloom umbrella uncle unhappy old orange egg eight ugly unusual honor".split()
    a = "unicorn uniform useful used house one once universe ukulele European yellow hen unicycle union".split()
    assert [word for word in an if SIMPLE.article(word) != "an"] == []
    assert [word for word in a if SIMPLE.article(word) != "a"] == []
    assert forms.article("old unicorn") == "an" and forms.article("Hour") == "an"
