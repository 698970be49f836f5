"""The Batch API against a real server: submitted, polled, collected, and taken up again after a kill."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.cli.main import main
from tests.asking_writers import asking, summary
from tests.chat_server import Answer, Body, ChatServer, completion, error, finish, obliging, put_output
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.stories.writers.batches import BatchesConfig, Pending
from workbench.stories.writers.wire import ReplyConfig
from workbench.stories.writers.writing import write


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "store"))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return tmp_path / "store"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as one:
        yield one


def cost(n: int) -> float:
    """What n of the server's answers cost."""
    return n * (100 * 0.15 + 50 * 0.60) / 1e6


def test_a_batch_is_submitted_polled_and_collected(server: ChatServer) -> None:
    def in_two_looks(server: ChatServer, batch: Body) -> None:
        if batch["status"] == "validating":
            batch["status"] = "in_progress"
            return
        finish(server, batch)

    server.batch_state = in_two_looks
    found = summary(asking(server, batch=True))
    assert (server.created, server.looks) == (1, 2)
    assert found["stories"] == 60
    assert found["usd_paid"] == pytest.approx(cost(6) / 2)
    assert server.batches["batch_1"]["endpoint"] == "/v1/chat/completions"


def test_lines_that_fail_go_into_the_next_batch(server: ChatServer) -> None:
    seen: set[str] = set()

    def respond(body: Body, key: str) -> Answer:
        number = int(key.split("-")[0])
        first = key not in seen
        seen.add(key)
        if first and number == 1:
            return error(500, "hiccup")
        return Answer(body=completion(None, refusal="no")) if number == 2 else obliging(body, key)

    server.respond = respond
    found = summary(asking(server, batch=True))
    assert server.created == 2
    assert found["faults"] == {"batch line 500": 1}
    assert found["replies"]["refusal"] == 1
    assert [server.asked[key] for key in sorted(server.asked)][:3] == [1, 2, 1]


def test_an_expired_batch_keeps_its_answers(server: ChatServer) -> None:
    def expire(server: ChatServer, batch: Body) -> None:
        finish(server, batch)
        if server.created == 1:
            output = server.files[batch["output_file_id"]].splitlines()[:2]
            put_output(server, batch, [*output, "torn {"], [], status="expired")

    server.batch_state = expire
    found = summary(asking(server, batch=True))
    assert (server.created, found["stories"]) == (2, 60)
    assert found["faults"] == {"batch expired": 4}
    assert found["tokens_paid"] == found["tokens_at_most"] == 6 * 150


def test_a_batch_that_is_refused(server: ChatServer) -> None:
    def fail(_: ChatServer, batch: Body) -> None:
        batch |= {
            "status": "failed",
            "errors": {"object": "list", "data": [{"code": "x", "message": "too many tokens"}]},
        }

    server.batch_state = fail
    with pytest.raises(StoryscopeError, match="too many tokens"):
        write(asking(server, batch=True))
    server.batch_state = finish
    assert summary(asking(server, batch=True))["stories"] == 60
    assert server.created == 2


def test_a_batch_whose_server_knows_no_schema(server: ChatServer) -> None:
    server.respond = lambda body, key: (
        error(400, "response_format is not known") if "response_format" in body else obliging(body, key)
    )
    assert summary(asking(server, batch=True))["stories"] == 60
    assert server.created == 2
    with pytest.raises(StoryscopeError, match="response_format is not known"):
        write(asking(server, batch=True, seed=5, reply=ReplyConfig(structured="yes")))


def test_a_batch_in_the_background(server: ChatServer, capfd: pytest.CaptureFixture[str]) -> None:
    server.batch_state = lambda _, batch: batch.update(status="in_progress")
    words = [
        "write",
        "--recipe",
        "minuscule",
        "--model",
        "gpt-4o-mini",
        "--base-url",
        server.url,
        "--n",
        "20",
        "--json",
    ]
    words += ["--batch", "--no-batches-wait"]
    for _ in range(2):
        assert main(words) == 0
        told = json.loads(capfd.readouterr().out)
        assert (told["batch"], told["status"], told["requests"]) == ("batch_1", "in_progress", 2)
    assert artifacts.listing() == []
    server.batch_state = finish
    assert main(words) == 0
    assert json.loads(capfd.readouterr().out)["stories"] == 20
    assert server.created == 1


@pytest.mark.parametrize("step", ["planned", "created"])
def test_a_kill_around_the_making_of_a_batch(server: ChatServer, store: Path, step: str) -> None:
    config = asking(server, batch=True, batches=BatchesConfig(poll=0.001, wait=False))
    server.batch_state = lambda _, batch: batch.update(status="in_progress")
    assert isinstance(write(config), Pending)
    (path,) = store.glob(".replies/*/replies.jsonl")
    lines = path.read_text().splitlines()
    # As a kill would have left it: right after this note.
    last = max(number for number, line in enumerate(lines) if f'"step": "{step}"' in line)
    path.write_text("\n".join(lines[: last + 1]) + "\n")
    server.batch_state = finish
    assert summary(config)["stories"] == 60
    assert server.created == 1


def test_a_lost_answer_to_the_making_of_a_batch(server: ChatServer) -> None:
    server.faults = [Answer(how="reset")]
    assert summary(asking(server, batch=True))["stories"] == 60
    assert server.created == 1


def test_a_batch_stays_within_the_budget(server: ChatServer) -> None:
    with pytest.raises(StoryscopeError, match="budget"):
        write(asking(server, n=5_000, batch=True, max_usd=0.002, reply=ReplyConfig(tokens=700)))
    assert server.answered.total() > 2
    assert cost(server.answered.total()) / 2 <= 0.002
