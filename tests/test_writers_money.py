"""What a language model's stories may cost, and that nothing is paid for twice: budgets and kills."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.asking_writers import asking, summary
from tests.chat_server import Answer, Body, ChatServer, obliging
from workbench.errors import StoryscopeError
from workbench.stories.writers.journal import Journal
from workbench.stories.writers.running import PaceConfig
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


def journals(store: Path) -> Iterator[Journal]:
    for path in store.glob(".replies/*/replies.jsonl"):
        with Journal(path) as journal:
            yield journal


# --- budgets


def cost(n: int) -> float:
    """What n of the server's answers cost."""
    return n * (100 * 0.15 + 50 * 0.60) / 1e6


def test_the_money_budget_is_never_passed(server: ChatServer) -> None:
    # A request can cost at most 0.0008 dollars, and costs 0.000045.
    config = {"max_usd": 0.001, "reply": ReplyConfig(tokens=700)}
    with pytest.raises(StoryscopeError, match="budget of 0.001 dollars") as raised:
        write(asking(server, n=10_000, **config))
    answered = server.answered.total()
    assert answered > 3
    assert cost(answered) <= 0.001
    used = int(str(raised.value).split("--n ")[1].rstrip("."))
    assert used == 10 * answered
    # Keeping what there is costs nothing more.
    assert summary(asking(server, n=used, **config))["usd_paid"] == pytest.approx(cost(answered))
    assert server.answered.total() == answered
    # A larger budget goes on from there.
    summary(asking(server, n=used + 20, max_usd=1.0, reply=config["reply"]))
    assert set(server.asked.values()) == {1}
    assert server.answered.total() == answered + 2


def test_what_may_have_been_charged_counts_against_the_budget(server: ChatServer) -> None:
    server.respond = lambda _, __: Answer(how="reset")
    with pytest.raises(StoryscopeError, match="no room"):
        write(
            asking(
                server,
                max_total_tokens=20_000,
                pace=PaceConfig(backoff=0.0, retries=50),
                reply=ReplyConfig(tokens=3000),
            )
        )
    assert 3 <= server.asked.total() <= 6


def test_a_token_budget_needs_no_prices(server: ChatServer) -> None:
    with pytest.raises(StoryscopeError, match="12,000 tokens") as raised:
        write(asking(server, n=10_000, model="mine", max_total_tokens=12_000, reply=ReplyConfig(tokens=500)))
    assert "$" not in str(raised.value)
    assert 150 * server.answered.total() <= 12_000


def test_a_money_budget_without_a_price_means_nothing(server: ChatServer, tmp_path: Path) -> None:
    with pytest.raises(StoryscopeError, match="What mine costs is not known"):
        write(asking(server, model="mine", max_usd=1.0))
    assert server.asked.total() == 0
    table = tmp_path / "prices.toml"
    table.write_text("[mine]\ninput = 10.0\noutput = 20\n")
    found = summary(asking(server, model="mine", max_usd=1.0, prices=table))
    assert found["usd_paid"] == pytest.approx(6 * (100 * 10 + 50 * 20) / 1e6)
    assert "usd_paid" not in summary(asking(server, model="other"))


@pytest.mark.parametrize("text", ["[mine]\ninput = 1\n", "[mine]\ninput = -1\noutput = 1\n", "mine = 3\n", "[mine\n"])
def test_a_price_table_with_a_mistake(server: ChatServer, tmp_path: Path, text: str) -> None:
    table = tmp_path / "prices.toml"
    table.write_text(text)
    with pytest.raises(StoryscopeError, match="prices.toml"):
        write(asking(server, model="mine", prices=table))


# --- kills


@pytest.mark.slow
def test_a_kill_loses_nothing_and_pays_for_nothing_twice(server: ChatServer, store: Path) -> None:
    at_length, gate = threading.Event(), threading.Event()
    allowed = 0

    def respond(body: Body, key: str) -> Answer:
        if server.answered.total() >= allowed:
            at_length.set()
            gate.wait(30)
        return obliging(body, key)

    server.respond = respond
    command = [sys.executable, "-m", "apps.cli", "generate", "--writer", "openai", "--recipe", "minuscule", "--model"]
    command += [
        "gpt-4o-mini",
        "--base-url",
        server.url,
        "--n",
        "200",
        "--pace-concurrency",
        "3",
        "--reply-tokens",
        "900",
    ]
    kept: dict[str, int] = {}
    for round_number in (1, 2):
        at_length.clear()
        gate.clear()
        allowed = server.answered.total() + 5
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
        assert at_length.wait(60)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        gate.set()
        (journal,) = journals(store)
        # Of the answers that were sent, the last few may not have been read.
        assert len(journal.replies) >= len(kept) + 2
        assert 1 <= journal.faults["killed"] <= 3 * round_number
        assert set(kept) <= set(journal.replies)
        kept = {key: server.asked[key] for key in journal.replies}
    allowed = 10**9
    found = summary(asking(server, n=200, reply=ReplyConfig(tokens=900)))
    assert found["stories"] == 200
    # What was on disk was never asked again; what was under way was, and counts as perhaps paid for.
    assert {key: server.asked[key] for key in kept} == kept
    assert len(server.asked) == 20
    assert server.asked.total() - 20 == found["faults"]["killed"]
    assert found["usd_paid"] == pytest.approx(cost(20))
    assert found["usd_at_most"] > found["usd_paid"]


def test_a_torn_last_line_is_cut_off_and_a_damaged_one_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    with Journal(path) as journal:
        journal.sent("0-a", 100, 0.5, "batch_1")
        journal.note("wire", {"structured": False})
    whole = path.read_bytes()
    for torn in (b'{"kind": "no', b'{"kind"', b"{"):
        path.write_bytes(whole + torn)
        with Journal(path) as journal:
            assert journal.notes == {"wire": {"structured": False}}
            # A batch lives on without us: what it may cost is neither paid nor lost.
            assert (journal.lost.usd, journal.committed.usd, journal.committed.tokens) == (0.0, 0.5, 100)
        assert path.read_bytes() == whole
    # A line that has lost only its end is whole.
    path.write_bytes(whole.rstrip(b"\n"))
    with Journal(path) as journal:
        assert journal.notes == {"wire": {"structured": False}}
        journal.note("more", 1)
    with Journal(path) as journal:
        assert journal.notes["more"] == 1
        with pytest.raises(StoryscopeError, match="Another process"), Journal(path):
            pass
    path.write_bytes(b"garbage\n" + whole)
    with pytest.raises(StoryscopeError, match="Line 1"), Journal(path):
        pass


def test_an_interrupt_waits_for_what_is_under_way(server: ChatServer, store: Path) -> None:
    interrupted = threading.Event()
    main_thread = threading.main_thread().ident
    assert main_thread is not None

    def respond(body: Body, key: str) -> Answer:
        if server.asked.total() >= 3 and not interrupted.is_set():
            interrupted.set()
            signal.pthread_kill(main_thread, signal.SIGINT)
        return obliging(body, key)

    server.respond = respond
    with pytest.raises(KeyboardInterrupt):
        write(asking(server, n=5_000))
    (journal,) = journals(store)
    assert set(journal.replies) == set(server.answered)
    assert "killed" not in journal.faults
