"""The independent reader: what hand-made texts say, that it agrees with the world, and that it survives any text."""

import pytest

from workbench.reading import Reading, ask, moral_of, outcome_of, read
from workbench.reading.cutting import cut
from workbench.reading.lexis import words


def read_small(text: str, since: int = 0) -> Reading:
    return read(text, "minuscule", since)


def who(reading: Reading) -> dict[str, str]:
    """Every mention by its words and its place among equal words: "he#2" is the second "he"."""
    seen: dict[str, int] = {}
    found: dict[str, str] = {}
    for mention in sorted(reading.mentions, key=lambda one: (one.start, -one.end)):
        spelt = reading.text[mention.start : mention.end].lower()
        seen[spelt] = seen.get(spelt, 0) + 1
        found[spelt if seen[spelt] == 1 else f"{spelt}#{seen[spelt]}"] = mention.entity
    return found


def state(text: str) -> dict[tuple[str, str], str]:
    reading = read_small(text)
    return reading.state_after(len(reading.sentences))


# --- sentences and speech


def test_speech_and_its_tag_are_one_sentence() -> None:
    text = 'Tim ran. "Stop!" said Sue. "I see. It is bad," she said. Tim said, "No." He fell.\n\n"Oh!" Sue cried.'
    found = [(text[one.start : one.end], one.paragraph) for one in cut(text, words("minuscule"))]
    assert found == [
        ("Tim ran.", 0),
        ('"Stop!" said Sue.', 0),
        ('"I see. It is bad," she said.', 0),
        ('Tim said, "No."', 0),
        ("He fell.", 0),
        ('"Oh!" Sue cried.', 1),
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "to"),
    [
        ('"I am sad," said Tim to Sue.', "tim", "sue"),
        ('Sue saw Tim. "Run!" he said.', "tim", ""),
        ('Tim said to Sue, "No."', "tim", "sue"),
        ('"Where is my hat?" Sue asked.', "sue", ""),
    ],
)
def test_who_speaks_to_whom(text: str, speaker: str, to: str) -> None:
    (speech,) = read_small(text).speech
    assert (speech.speaker, speech.to) == (speaker, to)
    assert text[speech.start] == text[speech.end - 1] == '"'


# --- who is meant


def test_pronouns_possessors_nouns_and_groups() -> None:
    text = (
        "Tim had a red ball. Sue wanted it, but he hid his ball. She and Max ran home. They laughed. Tim's dog ate it."
    )
    found = who(read_small(text))
    assert found["it"] == found["a red ball"] == found["his ball"] == "ball"
    assert found["he"] == found["his"] == found["tim's"] == "tim"
    assert found["she"] == "sue"
    assert found["they"] == found["she and max"] == "max+sue"
    assert found["tim's dog"] == "dog"


def test_two_of_a_kind_are_told_apart_by_what_is_said_of_them() -> None:
    found = who(read_small("Tim had a red car. Sue had a blue car. The red car fell. Sue took the blue car."))
    assert found["the red car"] == found["a red car"] != found["a blue car"] == found["the blue car"]


def test_it_that_stands_for_nothing_is_no_mention() -> None:
    found = who(read_small("It was dark. It was good to be home. It took a long time. Tim had a hat. It was wet."))
    assert [name for name in found if name.startswith("it")] == ["it"]
    assert found["it"] == "hat"


def test_what_is_ambiguous_is_marked_so() -> None:
    reading = read_small("Tim saw Max. He ran.")
    (pronoun,) = [phrase for phrase in reading.phrases if phrase.form == "pronoun"]
    assert not pronoun.sure
    (pronoun,) = [phrase for phrase in read_small("Tim saw Sue. He ran.").phrases if phrase.form == "pronoun"]
    assert pronoun.sure
    assert pronoun.being is not None
    assert pronoun.being.id == "tim"


# --- what is so


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tim had a ball. He gave it to Sue.", {("holder", "ball"): "sue"}),
        ("Tim had a ball. He gave Sue the ball.", {("holder", "ball"): "sue"}),
        ("Tim had a ball. He did not give it to Sue.", {("holder", "ball"): "tim"}),
        ("Tim had a ball. He wanted to give it to Sue.", {("holder", "ball"): "tim"}),
        ("Tim had a ball. He could give it to Sue.", {("holder", "ball"): "tim"}),
        ("Tim had Sue's hat. He gave it back.", {("holder", "hat"): "sue", ("owner", "hat"): "sue"}),
        ("Sue put the cake in the box.", {("inside", "cake"): "box", ("holder", "cake"): ""}),
        ("Sue ate the cake.", {("eaten", "cake"): "yes"}),
        ("Tim lost his hat. Then Sue found it.", {("lost", "hat"): "no", ("holder", "hat"): "sue"}),
        ("The small box broke.", {("broken", "box"): "yes", ("size", "box"): "small"}),
        ("Tim and Sue went home.", {("at", "tim"): "home", ("at", "sue"): "home"}),
        ("Tim fell into the water and cried.", {("wet", "tim"): "yes", ("feels", "tim"): "sad"}),
        ("Sue was happy but Tim was not happy.", {("feels", "sue"): "happy"}),
    ],
)
def test_facts(text: str, expected: dict[tuple[str, str], str]) -> None:
    found = state(text)
    assert {key: found.get(key) for key in expected} == expected


def test_what_was_not_told_is_not_read() -> None:
    assert ("feels", "tim") not in state("Sue was happy but Tim was not happy.")
    assert ("lost", "hat") not in state("Tim did not lose his hat.")


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("Where is the ball?", "Sue has it.", 1),
        ("Who has the ball?", "Sue.", 1),
        ("Why did Tim give the ball to Sue?", "Because she was sad.", 1),
        ("How does Sue feel?", "Happy.", 2),
        ("Whose hat is it?", "Max's.", 3),
        ("Where is Max?", "Home.", 3),
        ("Who ran home?", "Max.", 3),
        ("Where is the dog?", "The text speaks of nobody and nothing of that name.", -1),
        ("Why did Max run home?", "The text gives no reason for that.", -1),
    ],
)
def test_questions(question: str, answer: str, sentence: int) -> None:
    text = "Tim had a ball. He gave it to Sue because she was sad. Sue smiled. Max ran home with Max's hat."
    found = ask(read_small(text), question)
    assert (found.answer, found.sentence) == (answer, sentence)


@pytest.mark.parametrize(
    ("text", "moral", "upheld"),
    [
        ('Tim broke Sue\'s toy. "I did it," Tim said to Sue.', "honesty", True),
        ('Tim broke Sue\'s toy. "The cat did it," said Tim.', "honesty", False),
        ("Tim broke his toy. Sue was sad.", "none", True),
        ("Mom told Tim not to go near the water. He went near the water.", "listening", False),
        ("Mom told Tim not to go near the water. He played near the house.", "listening", True),
        ("Tim promised to help Sue. He was tired, but he helped Sue.", "promises", True),
        ("Tim promised to help Sue. He was tired. Sue had no help.", "promises", False),
        ("Tim had his ball. Sue had no ball. Tim shared the ball with Sue.", "sharing", True),
        ("Tim had his ball. Sue had no ball. Tim did not want to share.", "sharing", False),
        ("Sue had no ball. Tim shared a cake with Max.", "none", True),
    ],
)
def test_morals(text: str, moral: str, upheld: bool) -> None:
    found = moral_of(read_small(text))
    assert found is not None
    assert (found.moral, found.upheld) == (moral, upheld)


@pytest.mark.parametrize(
    ("text", "goal", "reached", "ending"),
    [
        ("Tim wanted to eat the cake. He ate the cake. He was happy.", "eat the cake", True, "good"),
        ("Tim wanted to swim. He did not swim. He cried.", "swim", False, "bad"),
        ("Tim wanted to swim. The water was blue. The day was long.", "swim", None, "open"),
        ("Tim had a ball. Sue was not happy.", "", None, "bad"),
    ],
)
def test_outcomes(text: str, goal: str, reached: bool | None, ending: str) -> None:
    found = outcome_of(read_small(text))
    assert (found.goal, found.reached, found.ending) == (goal, reached, ending)


# --- the surface


@pytest.mark.parametrize(
    ("text", "tense", "person"),
    [
        ("Tim ran home. He was sad.", "past", "third"),
        ('Tim ran home. "I want my hat!" he said.', "past", "third"),
        ("I ran home. Tim saw me.", "past", "first"),
        ("Tim runs home. He is sad and gives Sue a hat.", "present", "third"),
    ],
)
def test_tense_and_person_are_the_narrations(text: str, tense: str, person: str) -> None:
    surface = read(text, "tiny").surface
    assert (surface.tense, surface.person) == (tense, person)


@pytest.mark.parametrize(
    ("text", "construction"),
    [
        ("The cake was eaten by the dog.", "passive voice"),
        ("Tim was running home.", "progressive"),
        ("Sue had lost her hat before that.", "past perfect"),
        ("Where was the dog?", "questions"),
        ("Tim, who was hungry, ate the cake.", "relative clauses"),
        ("The dog was bigger than the cat.", "comparatives"),
        ("If it rained, Tim stayed home.", "conditionals"),
        ("Tim said that he was sad.", "indirect speech"),
        ("Running home, Tim fell.", "participle clauses"),
        ("When it rained, Tim slept.", "time clauses"),
        ("What a day!", "exclamations"),
    ],
)
def test_constructions(text: str, construction: str) -> None:
    assert construction in read(text, "simple").surface.grammar
    assert construction not in read("Tim ran home. He was sad.", "simple").surface.grammar


# --- what does not fit


@pytest.mark.parametrize(
    ("prompt", "goes_on", "kind"),
    [
        ("Tim had a cake. He ate the cake.", "Sue took the cake.", "eaten"),
        ("Tim lost the ball.", "Tim gave the ball to Sue.", "lost"),
        ("Tim went to the park.", "Tim was at school.", "place"),
        ("Tim had a ball.", "Sue gave the ball to Max.", "holder"),
        ("The toy broke.", "Tim broke the toy.", "broken"),
        ("The rain came.", "He ran home.", "nobody"),
        ("Tim ran home.", "Lucy laughed.", "unknown"),
    ],
)
def test_a_continuation_that_contradicts_is_named(prompt: str, goes_on: str, kind: str) -> None:
    text = f"{prompt} {goes_on}"
    problems = read_small(text, since=len(prompt)).problems
    assert kind in {problem.kind for problem in problems}
    assert all(problem.start >= len(prompt) for problem in problems)


def test_a_continuation_that_fits_has_no_problems() -> None:
    prompt = "Tim had a cake. Sue was at school. Tim lost the ball."
    text = f"{prompt} Sue found the ball. She went to the park. She was in the park. Tim gave the cake to Sue."
    assert read_small(text, since=len(prompt)).problems == ()
