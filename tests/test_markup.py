"""Nothing from outside may become markup, and nothing may vanish silently."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.figures import DARK, LIGHT
from apps.markup import (
    Span,
    Token,
    chip,
    escape,
    fact_table,
    literal,
    overlay,
    stylesheet,
    token_strip,
    visible,
)
from apps.story_view import entity_marks, spans, story_lines, world_rows
from workbench.records import Cue, Fact, Mention, Sentence, Story

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "' onmouseover='alert(1)' x='",
    '" style="background:url(javascript:alert(1))',
    "</span></div><svg onload=alert(1)>",
    "$\\frac{1}{2}$ *b* `c` [x](javascript:alert(1)) :red[y]",
    "&lt;b&gt; &#60;script&#62;",
    "a\x00b\x1b[31m\u202etxet\ud800",
    "😀 👩‍👩‍👧 é 汉字",
    "<" * 50,
)
COLOUR = "#0072b2"


class Reader(HTMLParser):
    """Reads HTML as a browser would: which elements and attributes there are, and the text between."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def check(source: str) -> Reader:
    """Only our own elements and attributes may be in `source`, and it must be encodable."""
    source.encode("utf-8")
    seen = Reader(source)
    assert set(seen.tags) <= {"div", "span", "i", "table", "thead", "tbody", "tr", "th", "td"}
    assert {name for name, _ in seen.attributes} <= {"class", "style", "data-tip", "tabindex"}
    for name, value in seen.attributes:
        if name == "style":
            assert re.fullmatch(r"[-a-z0-9#:;%, .()]*", value or ""), value
            assert "url" not in (value or "")
    return seen


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    shown = visible(text)
    assert check(overlay(text, [Span(0, 3, "cue", COLOUR, text)])).text == shown
    assert check(token_strip([Token(text, 1.0, text)])).text == shown
    assert check(chip(text, COLOUR, text)).text == shown
    assert check(fact_table([(text, text)], (text, "b"), [0])).text == shown + "b" + shown * 2


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=6))
def test_an_overlay_never_changes_the_text(text: str, edges: list[tuple[int, int]]) -> None:
    kinds = ["cue", "mention", "chosen"] * 2
    drawn = [Span(start, end, kinds[at], COLOUR, text) for at, (start, end) in enumerate(edges)]
    assert check(overlay(text, drawn)).text == visible(text)


@given(st.lists(st.tuples(st.text(max_size=9), st.floats(-1, 2)), max_size=8))
def test_a_token_strip_never_changes_the_text(tokens: list[tuple[str, float]]) -> None:
    source = token_strip([Token(text, value) for text, value in tokens])
    assert check(source).text == "".join(visible(text) for text, _ in tokens)


def test_a_megabyte_on_one_line_is_cut_where_all_can_see_it() -> None:
    text = "x" * 1_000_000
    for source in (overlay(text, []), token_strip([Token(text, 1.0)]), token_strip([Token("x" * 1000)] * 1000)):
        assert len(source) < 60_000
        assert "980,000 more characters are not shown" in source


def test_control_characters_are_seen_and_line_ends_kept() -> None:
    assert visible("a\x00b\tc\nd\x1be") == "a␀b\tc\nd␛e"
    assert visible("\u202e\ud800") == "\ufffd\ufffd"
    assert visible("👩‍👩‍👧") == "👩‍👩‍👧"


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=40))
def test_markdown_labels_have_every_active_character_escaped(text: str) -> None:
    shown = literal(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`$\[\]<>#~|]", shown)
    assert "\n" not in shown


def test_the_tint_of_a_token_grows_with_its_value() -> None:
    colours = re.findall(r"background:(#\w{6})", token_strip([Token("a", 0.3), Token(" b", 0.6), Token(" c", 1.2)]))
    assert len(colours) == len(set(colours)) == 3
    assert "background" not in token_strip([Token("a", 0.0), Token("b", -1.0)])
    # a given maximum makes strips comparable
    assert token_strip([Token("a", 1.0)], maximum=10.0) != token_strip([Token("a", 1.0)])


def test_white_space_before_a_token_stays_outside_its_tint() -> None:
    assert re.search(r"</span> <span[^>]*>ran</span>", token_strip([Token("Tom", 1.0), Token(" ran", 1.0)]))


def test_a_colour_that_is_none_is_our_own_fault() -> None:
    with pytest.raises(AssertionError):
        overlay("abc", [Span(0, 1, "cue", "red;background:url(x)")])


def test_spans_that_overlap_share_their_part() -> None:
    source = overlay("abcdef", [Span(0, 4, "cue", COLOUR, "cue"), Span(2, 6, "mention", COLOUR, "mention")])
    tips = [value for name, value in Reader(source).attributes if name == "data-tip"]
    assert tips == ["cue", "cue\nmention", "mention"]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_stylesheet_defines_every_colour_it_uses(palette: object) -> None:
    sheet = stylesheet(palette)  # type: ignore[arg-type]
    assert set(re.findall(r"var\((--ss-\w+)\)", sheet)) <= set(re.findall(r"(--ss-\w+): #", sheet))


def story() -> Story:
    text = "Tom had a ball. He was sad."
    return Story(
        id="1", text=text, topic="toys", tone="sad", moral="none", style="", feature="", grammar="", persona="",
        point_of_view="", paragraphs=1, recipe="{}", source="test", group="1",
        sentences=(Sentence(0, 15, 0, "opening"), Sentence(16, 27, 0, "ending")),
        mentions=(Mention(0, 3, "tom", "name"), Mention(10, 14, "ball", "noun"), Mention(16, 18, "tom", "pronoun")),
        facts=(Fact(-1, "at", "tom", "home", "hidden"), Fact(0, "holder", "ball", "tom"), Fact(1, "feels", "tom", "sad")),
        cues=(Cue(23, 26, "tone", "sad"),),
    )  # fmt: skip


def test_equal_entities_have_equal_colours_and_cues_another() -> None:
    drawn = spans(story(), LIGHT, {"cues", "mentions"})
    by_start = {span.start: span for span in drawn}
    assert by_start[0].colour == by_start[16].colour != by_start[10].colour
    assert by_start[23].colour not in {by_start[0].colour, by_start[10].colour}
    assert "means tom" in by_start[16].tip
    assert spans(story(), LIGHT, set()) == []


def test_many_entities_stay_apart_by_their_underline() -> None:
    many = replace(story(), mentions=tuple(Mention(at, at + 1, f"e{at}", "noun") for at in range(13)))
    marks = entity_marks(many, LIGHT)
    assert len(set(marks.values())) == len(marks) == 13
    assert check(overlay(many.text, spans(many, LIGHT, {"mentions"}))).text == many.text


def test_sentences_carry_their_roles_and_the_chosen_one_is_marked() -> None:
    source = story_lines(story(), LIGHT, {"cues", "mentions", "plot roles"}, 0)
    seen = check(source)
    assert seen.text.replace("1 opening", "").replace("2 ending", "") == story().text.replace(" He", "He")
    classes = [value for name, value in seen.attributes if name == "class" and value and "ss-line" in value]
    assert classes == ["ss-lines", "ss-line ss-now", "ss-line ss-later"]
    assert check(story_lines(story(), LIGHT, {"mentions"}, 1)).text == story().text


def test_the_world_is_the_fold_of_the_facts_and_marks_what_is_new() -> None:
    rows, fresh = world_rows(story(), 0)
    assert rows == [("ball", "holder", "tom", "sentence 1", "told"), ("tom", "at", "home", "the start", "hidden")]
    assert fresh == [0]
    rows, fresh = world_rows(story(), 1)
    assert {(row[1], row[0]): row[2] for row in rows} == story().state_after(1)
    assert [rows[index][1] for index in fresh] == ["feels"]
    assert world_rows(story(), -1)[0] == [("tom", "at", "home", "the start", "hidden")]


def test_escaping_agrees_with_the_standard_library_where_all_is_visible() -> None:
    assert escape("<a & 'b'>") == html.escape("<a & 'b'>", quote=True)
