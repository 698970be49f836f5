"""Instruction tuning: the loss is on the response alone, and obedience is counted by pure checks."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file

from tests.test_training import TOP, model, quick, root
from tests.tiny_corpus import NAMES, THINGS, VOCABULARY, make_corpus
from training.examples import Example, Source
from training.instruct import InstructConfig, instruct
from training.loop import CHECKPOINT
from training.obeying import obeyed, table
from training.pretrain import train
from training.prompting import ADDED, Prompter, loss_of_rows, pack_examples, response_loss, with_room
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.sampling import generate
from workbench.language.subwords import train_subwords
from workbench.language.tokenizer import build_word_level
from workbench.statistics import wilson

__all__ = ["root"]  # the fixture

PROMPTS = [[2, 5, 9, 7], [2, 8, 3]]
RESPONSES = [[4, 6, 2], [10, 11, 12, 13, 2]]


def packed() -> torch.Tensor:
    return torch.from_numpy(pack_examples(PROMPTS, RESPONSES).astype(np.int64))


def test_examples_lie_in_rows_with_their_lengths() -> None:
    assert packed().tolist() == [[2, 5, 9, 7, 4, 6, 2, 0, 4, 7], [2, 8, 3, 10, 11, 12, 13, 2, 3, 8]]


def test_only_the_response_is_learned() -> None:
    rows = packed()
    tokens, prompt, whole = rows[:, :-2], rows[:, -2], rows[:, -1]
    logits = torch.randn(2, 8, 29, generator=torch.Generator().manual_seed(0), requires_grad=True)
    loss = response_loss(logits, tokens, prompt, whole)
    loss.backward()
    assert logits.grad is not None
    # The position before each token of the response predicts it; nothing else is pulled anywhere.
    touched = (logits.grad.abs().sum(-1) > 0).tolist()
    assert touched == [[place in (3, 4, 5) for place in range(8)], [place in (2, 3, 4, 5, 6) for place in range(8)]]
    logprobs = logits.detach().log_softmax(-1)
    told = [-logprobs[0, 3, 4], -logprobs[0, 4, 6], -logprobs[0, 5, 2]]
    told += [-logprobs[1, place - 1, token] for place, token in enumerate(RESPONSES[1], 3)]
    assert loss.item() == pytest.approx(float(sum(told)) / 8, rel=1e-6)
    # As targets, prompt and padding are nobody's concern; a token of the response is.
    other = tokens.clone()
    other[0, 1:4], other[0, 7], other[1, 1:3] = 11, 13, 17
    assert response_loss(logits, other, prompt, whole).item() == loss.item()
    other[1, 5] = 17
    assert response_loss(logits, other, prompt, whole).item() != loss.item()


def test_the_prompt_is_read_all_the_same() -> None:
    told = loss_of_rows(model(), packed()).item()
    changed = packed()
    changed[0, 1] = 20
    assert loss_of_rows(model(), changed).item() != told
    wider = torch.cat([packed()[:, :-2], torch.full((2, 5), 17), packed()[:, -2:]], 1)  # more padding, of any kind
    assert loss_of_rows(model(), wider).item() == pytest.approx(told, rel=1e-6)


def test_a_vocabulary_that_cannot_spell_the_headings_gains_two_tokens() -> None:
    tokenizer = build_word_level(VOCABULARY)
    before = len(tokenizer)
    prompter = Prompter.of(tokenizer)
    assert prompter.headings == "added" and prompter.added == (before, before + 1)
    (prompt,) = prompter.prompts(["Tim had a ball."])
    story = tokenizer("Tim had a ball.", add_special_tokens=False)["input_ids"]
    assert prompt == [2, before, *story, before + 1] and prompter.responses(["Tim had a ball."]) == [[*story, 2]]
    assert tokenizer.decode(story) == "Tim had a ball."
    assert Prompter.of(tokenizer).added == prompter.added and len(tokenizer) == before + 2
    spelling = build_word_level({**VOCABULARY, "types": [*VOCABULARY["types"], "#", ":", "instruction", "response"]})
    spelled = Prompter.of(spelling)
    assert spelled.headings == "spelled" and ADDED[0] not in spelling.get_vocab()
    assert spelling.decode(spelled.prompts(["Tim had a ball."])[0][1:]).count("# # #") == 2


def test_what_can_spell_the_headings_does() -> None:
    texts = ["Tim had a ball. Tim gave the ball to Sue."] * 5
    whole = Prompter.of(train_subwords("bpe", texts, 300))
    (prompt,) = whole.prompts(["Tell of Tim."])
    assert whole.headings == "spelled" and len(whole.tokenizer) <= 300
    assert whole.tokenizer.decode(prompt[1:]) == "### Instruction: Tell of Tim. ### Response:"
    assert Prompter.of(train_subwords("wordpiece", texts, 100)).headings == "added"


def test_room_for_new_tokens_leaves_the_old_ones_alone() -> None:
    old = model()
    new = with_room(old, 31, 0)
    assert new.config.vocab_size == 31 and with_room(old, 29, 0) is old
    tokens = torch.tensor([[2, 5, 9]])
    assert torch.allclose(new(tokens)[..., :29], old(tokens), atol=1e-6)
    for table_ in (new.model.embed_tokens.weight, new.lm_head.weight):  # pyright: ignore[reportOptionalMemberAccess]
        assert table_[29:].norm(dim=1).max() < 3 * table_[:29].norm(dim=1).max() and not torch.equal(
            table_[29], table_[30]
        )


STORY = 'Tim had a red ball. Sue was sad. "Take it," said Tim. He gave the ball to Sue. Sue was happy.'


def test_what_is_obeyed_and_what_is_not() -> None:
    asked = Example(
        instruction="",
        story="",
        words=("ball", "Red", "gave"),
        sentence="Sue  was sad.",
        features=("dialogue", "happy ending", "bad ending", "twist"),
        summary="Tim gave Sue a ball.",
    )
    assert obeyed(asked, STORY) == {
        "words": True,
        "sentence": True,
        "feature: dialogue": True,
        "feature: happy ending": True,
        "feature: bad ending": False,
        "feature: twist": None,
        "summary": True,
    }
    other = obeyed(asked, "Tim had a red balloon. Sue was happy. Sue was sad now.")
    assert other["words"] is False and other["sentence"] is False and other["feature: dialogue"] is False
    assert other["feature: happy ending"] is False and other["feature: bad ending"] is True and other["summary"] is True
    assert obeyed(asked, "Max had a ball.")["summary"] is False
    assert obeyed(Example(instruction="", story=""), STORY) == {}


def test_the_table_pairs_before_and_after() -> None:
    before = [{"words": False}, {"words": False}, {"words": True}, {"moral": None}]
    after = [{"words": True}, {"words": True}, {"words": True}, {"moral": True}]
    moral, words = table(before, after)
    assert words["n"] == 3 and words["before"] == pytest.approx(1 / 3) and words["after"] == 1.0
    assert words["after_ci95"] == list(wilson(3, 3)) and words["p"] == pytest.approx(0.5)
    assert moral["n"] == 0 and moral["unread"] == 1 and moral["before"] is None


def test_lines_of_a_file_are_read_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "told.jsonl"
    lines = [
        {"instruction": f"Words: w{n}", "story": f"story {n}", "words": f"w{n}, x", "summary": "S"} for n in range(80)
    ]
    lines.append({**lines[0], "story": "last", "words": ["a"], "used": ["words"]})
    file.write_text("\n".join(map(json.dumps, lines)))
    source = Source.open(str(file))
    found = [*source.training(), *source.scoring()]
    assert len(found) == 81 and 0 < len(source.scoring()) < 25
    assert {one.story for one in source.training()}.isdisjoint(one.story for one in source.scoring())
    by_story = {one.story: one for one in found}
    assert by_story["story 3"].words == ("w3", "x") and by_story["story 3"].summary == "S"
    assert by_story["last"].words == ("a",) and by_story["last"].summary == ""  # its instruction holds the words only
    for bad, said in (("{", "line 1 is no JSON"), ("[]", "lacks an instruction"), ('{"instruction": "a"}', "lacks")):
        file.write_text(bad)
        with pytest.raises(StoryscopeError, match=said):
            Source.open(str(file)).training()
    with pytest.raises(StoryscopeError, match="no file"):
        Source.open(str(tmp_path / "none.jsonl"))


def write_instructions(folder: Path) -> Path:
    """`Tim ball.` asks for a story of Tim and a ball."""
    draw = random.Random(0)
    lines: list[str] = []
    for _ in range(400):
        (one, other), thing = draw.sample([name.capitalize() for name in NAMES], 2), draw.choice(THINGS)
        story = f"{one} had a {thing}. {one} gave the {thing} to {other}."
        lines.append(json.dumps({"instruction": f"{one} {thing}.", "story": story, "words": [one.lower(), thing]}))
    file = folder / "asked.jsonl"
    file.write_text("\n".join(dict.fromkeys(lines)))
    return file


def test_a_model_learns_to_do_as_it_is_told(root: Path) -> None:
    base = train(quick(steps=100))
    file = write_instructions(root)
    config = InstructConfig(model=base.label, instructions=str(file), epochs=60, batch=8, lr=4e-3, max_new_tokens=20)
    made = instruct(config)
    summary = made.manifest.summary
    (words,) = summary["obeyed"]
    assert words["asked"] == "words" and words["n"] >= 2
    assert (
        words["after"] == 1.0 and words["before"] < 0.7 and summary["response_loss"] < summary["response_loss_before"]
    )
    assert summary["headings"] == "added" and made.manifest.parents[0] == base.ref
    assert artifacts.resolve_beside(made, "corpus").manifest.name == "tiny" and artifacts.verify(made) == []
    loaded = checkpoints.load_model(made)
    prompt = Prompter.of(loaded.tokenizer).prompts(["Max cake."])
    told = loaded.tokenizer.decode(generate(loaded.model, prompt, 20, temperature=0.0)[0])
    assert told.startswith("Max had a cake.")
    assert len(json.loads(made.file("responses.json").read_text())) == words["n"]
    assert {"train", "validation"} == set(pq.read_table(made.file("log.parquet"))["split"].to_pylist())
    assert not made.has(CHECKPOINT) and not made.has("before.json") and instruct(config) == made


KILLED = """
import os, signal, sys
import training.loop as loop
kept = []
keep = loop.keep
def keep_and_die(*given):
    keep(*given)
    kept.append(1)
    if len(kept) == 6:
        os.kill(os.getpid(), signal.SIGKILL)
loop.keep = keep_and_die
from training.instruct import InstructConfig, instruct
instruct(InstructConfig(instructions=sys.argv[1], epochs=3.0, batch=5, checkpoint_seconds=0.0, max_new_tokens=9))
"""


def test_killed_and_resumed_it_ends_with_the_same_bits(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(quick())
    file = write_instructions(root)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(file)], cwd=TOP, env=dict(os.environ), check=False)
    assert ended.returncode == -9
    config = InstructConfig(instructions=str(file), epochs=3.0, batch=5, max_new_tokens=9, model="minuscule-83k")
    resumed = instruct(config)
    other = tmp_path_factory.mktemp("whole")
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(other))
    make_corpus(other)
    train(quick())
    whole = instruct(config)
    one, two = (load_file(made.file("model.safetensors")) for made in (whole, resumed))
    assert whole.ref == resumed.ref and all(torch.equal(one[name], two[name]) for name in one)
    assert whole.file("responses.json").read_text() == resumed.file("responses.json").read_text()


@pytest.mark.usefixtures("root")
def test_what_cannot_be_taught_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoryscopeError, match="temperature"):
        InstructConfig(temperature=-1.0)
    train(quick(context=16))
    file = tmp_path / "long.jsonl"
    told = {"instruction": "Tim had a ball.", "story": "Tim had a ball. " * 9}
    file.write_text("\n".join(json.dumps({**told, "story": told["story"] + str(n)}) for n in range(50)))
    with pytest.raises(StoryscopeError, match="context of 16 tokens"):
        instruct(InstructConfig(instructions=str(file)))
