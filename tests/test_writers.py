"""Stories by a language model, against a real HTTP server: what arrives, what is used, and every way to fail."""

import json
import logging
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chat_server import Answer, Body, ChatServer, completion, error, obliging, tell
from workbench.errors import StoryscopeError
from workbench.stories.corpus import Corpus
from workbench.stories.writers.running import PaceConfig
from workbench.stories.writers.verifying import VerifierConfig
from workbench.stories.writers.wire import ReplyConfig
from workbench.stories.writers.write_config import WriteConfig
from workbench.stories.writers.writing import write

KEY = "mine.0123456789abcdef"
PACE = PaceConfig(backoff=0.001, timeout=20.0, retries=4, concurrency=4)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as one:
        yield one


def asking(server: ChatServer, **more: Any) -> WriteConfig:
    values: dict[str, Any] = {
        **{"recipe": "minuscule", "model": "gpt-4o-mini", "base_url": server.url, "n": 30, "pace": PACE},
        **more,
    }
    return WriteConfig(**values)


def summary(server: ChatServer, **more: Any) -> dict[str, Any]:
    made = write(asking(server, **more))
    return made.manifest.summary if not isinstance(made, StoryscopeError) else {}  # type: ignore[union-attr]


def test_a_corpus_like_any_other_whose_labels_are_named_as_asked_for(server: ChatServer) -> None:
    made = write(asking(server, n=95))
    corpus = Corpus.open(made)  # type: ignore[arg-type]
    stories = [story for split in corpus.splits for story in corpus.stories(split)]
    assert len(stories) == 95
    assert {story.source for story in stories} == {"gpt-4o-mini (recipe minuscule); labels asked for"}
    assert all(
        story.text[one.start : one.end].endswith((".", "!", "?")) for story in stories for one in story.sentences
    )
    for story in stories:
        recipe = json.loads(story.recipe)
        assert recipe["asked"] == {"topic": story.topic, "tone": story.tone, "moral": story.moral}
        assert recipe["prompt"] == made.manifest.config["prompt"]  # type: ignore[union-attr]
        # The stories of one completion share their group, which the request names.
        assert story.group == f"minuscule {recipe['request']}"
    assert len({story.group for story in stories}) == 10
    assert server.answered.total() == 10
    # A group is on one side of every split.
    sides = {story.group: split for split in corpus.splits for story in corpus.stories(split)}
    assert all(sides[story.group] == split for split in corpus.splits for story in corpus.stories(split))
    assert write(asking(server, n=95)) == made
    assert server.answered.total() == 10


def test_what_was_asked_is_in_the_prompt(server: ChatServer) -> None:
    corpus = Corpus.open(write(asking(server, recipe="simplestories", n=40)))  # type: ignore[arg-type]
    prompts = {body["messages"][1]["content"] for body in server.bodies}
    stories = [story for split in corpus.splits for story in corpus.stories(split)]
    for story in stories:
        asked = json.loads(story.recipe)["asked"]
        assert story.moral == asked["theme"]
        assert any(all(value in prompt for value in asked.values()) for prompt in prompts)


FAULTS = {
    "429": error(429),
    "429 and when to come back": error(429, headers={"Retry-After": "0.001"}),
    "500": error(500),
    "503": Answer(503, "<html>down</html>", {"Content-Type": "text/html"}),
    "reset": Answer(how="reset"),
    "cut JSON": Answer(body='{"choices": [{"mess'),
    "another JSON": Answer(body={"hello": "world"}),
    "no choices": Answer(body={"choices": []}),
    "a page": Answer(body="<html>hello</html>", headers={"Content-Type": "text/html"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_tried_again_and_counted(server: ChatServer, fault: str) -> None:
    server.faults = [FAULTS[fault]] * 3
    found = summary(server)
    assert found["stories"] == 30
    assert sum(found["faults"].values()) == 3
    assert len(server.asked) == found["replies"]["stop"] == 3
    assert server.asked.total() == 6


def test_a_slow_server_is_given_up_on_and_may_have_charged(server: ChatServer) -> None:
    server.faults = [Answer(how="hang")]
    found = summary(server, pace=PaceConfig(backoff=0.001, timeout=0.3, concurrency=1))
    assert found["faults"] == {"time-out": 1}
    assert found["usd_at_most"] > found["usd_paid"] == pytest.approx(3 * (100 * 0.15 + 50 * 0.60) / 1e6)


def test_a_server_that_asks_for_too_much_patience(server: ChatServer) -> None:
    server.faults = [error(503, headers={"Retry-After": "7200"})]
    with pytest.raises(StoryscopeError, match="wait for 120 minutes"):
        write(asking(server))


def test_a_server_that_stays_down_ends_the_run(server: ChatServer) -> None:
    server.faults = [error(500, "out of order")] * 1000
    with pytest.raises(StoryscopeError, match=r"5 requests in a row.*out of order"):
        write(asking(server))
    server.faults = []
    assert summary(server)["stories"] == 30


def test_nobody_is_there() -> None:
    with ChatServer() as gone:
        config = asking(gone, max_usd=1.0)
    with pytest.raises(StoryscopeError, match="lost or refused"):
        write(config)


@pytest.mark.parametrize("retries", [0, 2])
def test_no_more_attempts_than_allowed(server: ChatServer, retries: int) -> None:
    server.faults = [error(500)] * 1000
    with pytest.raises(StoryscopeError):
        write(asking(server, pace=PaceConfig(backoff=0.0, retries=retries, concurrency=1)))
    assert set(server.asked.values()) == {retries + 1}


NOT_USED = {
    "refusal": completion(None, refusal="I can't help with that."),
    "length": completion('{"stories": ["Tim ran and', finish="length"),
    "content_filter": completion("", finish="content_filter"),
    "empty": completion("  "),
    "malformed": completion('{"tales": ["Tim ran."]}'),
}


@pytest.mark.parametrize("outcome", NOT_USED)
def test_what_cannot_be_used_is_recorded_and_paid_for(server: ChatServer, outcome: str) -> None:
    server.respond = lambda body, key: Answer(body=NOT_USED[outcome]) if key[0] in "02" else obliging(body, key)
    made = write(asking(server))
    found = made.manifest.summary  # type: ignore[union-attr]
    assert found["replies"] == {outcome: 2, "stop": 3}
    assert found["stories"] == 30
    assert found["tokens_paid"] == 5 * 150
    lines = made.file("replies.jsonl").read_text().splitlines()  # type: ignore[union-attr]
    assert [json.loads(line)["number"] for line in lines] == [0, 1, 2, 3, 4]
    assert set(server.asked.values()) == {1}


def test_a_refusal_in_plain_words_is_no_story(server: ChatServer) -> None:
    plain = completion("I’m sorry, but I can’t write that.")
    server.respond = lambda body, key: Answer(body=plain) if key[0] == "0" else obliging(body, key)
    found = summary(server, recipe="tinystories", n=3, reply=ReplyConfig(structured="no"))
    assert found["replies"] == {"refusal": 1, "stop": 3}


def test_stories_that_break_the_rule_or_repeat_are_dropped(server: ChatServer) -> None:
    bad = [tell(1), "Tim saw a zebra in the park.", tell(1).upper(), "Oh.", tell(2)]
    server.respond = lambda _, key: Answer(body=completion(json.dumps({"stories": [*bad, tell(int(key[0]) + 9)]})))
    found = summary(server, n=5)
    assert found["stories_read"]["uses words outside of the list"] == 3
    assert found["stories_read"]["too short"] == 3
    assert found["stories_read"]["used"] == 5
    assert found["stories_read"]["repeats another"] == 2 * 3 + 1
    assert found["acceptance"]["n"] == 18
    assert found["acceptance"]["share"] == pytest.approx(5 / 18)
    assert found["outside_vocabulary"] == []


def test_a_model_that_never_keeps_the_rule_ends_the_run(server: ChatServer) -> None:
    zebra = Answer(body=completion(json.dumps({"stories": ["A zebra saw another zebra."]})))
    server.respond = lambda _, __: zebra
    with pytest.raises(StoryscopeError, match="outside of the list"):
        write(asking(server, n=2, per_completion=1))
    assert server.asked.total() < 130


def refuse_fields(*names: str) -> Any:
    def respond(body: Body, key: str) -> Answer:
        found = next((name for name in names if name in body), None)
        if found:
            return error(400, f"Unsupported parameter: '{found}' is not supported with this model.", param=found)
        return obliging(body, key)

    return respond


@pytest.mark.parametrize(
    "names", [["response_format"], ["max_completion_tokens"], ["temperature"], ["response_format", "top_p"]]
)
def test_a_server_that_does_not_take_all_settings(server: ChatServer, names: list[str]) -> None:
    server.respond = refuse_fields(*names)
    assert summary(server)["stories"] == 30
    assert set(server.answered.values()) == {1}
    before = server.asked.total()
    # Found out once, and remembered.
    assert summary(server, n=60)["stories"] == 60
    assert server.asked.total() == before + 3


def test_a_server_that_only_says_bad_request(server: ChatServer) -> None:
    server.respond = lambda body, key: error(400, "bad") if "response_format" in body else obliging(body, key)
    assert summary(server)["stories"] == 30
    with pytest.raises(StoryscopeError, match="400: bad"):
        write(asking(server, seed=1, reply=ReplyConfig(structured="yes")))
    server.respond = lambda _, __: error(400, "bad")
    with pytest.raises(StoryscopeError, match="400: bad"):
        write(asking(server, seed=2))


def test_as_many_at_once_as_allowed_and_no_more(server: ChatServer) -> None:
    together = threading.Barrier(3, timeout=30)

    def respond(body: Body, key: str) -> Answer:
        together.wait()  # nobody is answered before three are here
        return obliging(body, key)

    server.respond = respond
    assert summary(server, n=60, pace=PaceConfig(concurrency=3))["stories"] == 60
    assert server.most_at_once == 3


def test_a_longer_run_asks_only_for_the_rest(server: ChatServer) -> None:
    short = Corpus.open(write(asking(server, n=30)))  # type: ignore[arg-type]
    assert summary(server, n=55)["stories"] == 55
    assert set(server.asked.values()) == {1}
    assert len(server.asked) == 6
    whole = Corpus.open("minuscule-gpt-4o-mini-55")
    texts = {text for split in whole.splits for text in whole.texts(split)}
    assert {text for split in short.splits for text in short.texts(split)} <= texts


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (error(401, f"Incorrect API key provided: {KEY}, nor sk-other-012345."), "OPENAI_API_KEY"),
        (error(403, "no access"), "may use this model"),
        (error(404, "no such model"), "--model"),
        (error(429, "You exceeded your quota", code="insufficient_quota"), "credit"),
        (Answer(body=f"not json {KEY}"), "in a row"),
        (Answer(how="reset"), "in a row"),
    ],
)
def test_no_key_is_ever_shown(
    server: ChatServer, answer: Answer, says: str, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.faults = [answer] * 200
    with pytest.raises(StoryscopeError, match=says) as raised:
        write(asking(server, pace=PaceConfig(backoff=0.0, retries=1)))
    server.faults = []
    write(asking(server))
    assert f"Bearer {KEY}" in {headers["authorization"] for headers in server.headers}
    shown = "".join(traceback.format_exception(raised.value)) + caplog.text
    assert KEY not in shown
    assert "sk-other" not in shown.split("DEBUG")[0]
    files = [path for path in store.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_a_second_model_checks_the_labels(server: ChatServer) -> None:
    def respond(body: Body, key: str) -> Answer:
        if body["model"] != "reader":
            return obliging(body, key)
        assert body["temperature"] == 0
        enums = body["response_format"]["json_schema"]["schema"]["properties"]
        return Answer(body=completion(json.dumps({axis: one["enum"][0] for axis, one in enums.items()})))

    server.respond = respond
    made = write(asking(server, n=80, verifier=VerifierConfig(model="reader", stories=50)))
    found = made.manifest.summary["verified"]["agreement"]  # type: ignore[union-attr]
    assert {axis: one["chance"] for axis, one in found.items()} == {"topic": 1 / 12, "tone": 1 / 7, "moral": 1 / 12}
    rows = [json.loads(line) for line in made.file("verification.jsonl").read_text().splitlines()]  # type: ignore[union-attr]
    assert len(rows) == found["tone"]["n"] == 50
    same = sum(row["asked"]["tone"] == row["said"]["tone"] == "joyful" for row in rows)
    assert found["tone"]["share"] == same / 50
    assert found["tone"]["ci95"][0] < same / 50 < found["tone"]["ci95"][1]
    assert all("tone is" not in body["messages"][1]["content"] for body in server.bodies if body["model"] == "reader")
