from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_corpus import make_corpus
from training.pretrain import TrainConfig, train
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import load_model
from workbench.language.subwords import train_subwords
from workbench.language.tokenizer import EOT_ID, PAD_ID, UNK_ID, TokenizerConfig, load_tokenizer, make_tokenizer

TEXTS = ["Tim ran to the park, and Tim's dog ran too.", 'The dog barked. "Come here!" said Tim.'] * 7
BPE = train_subwords("bpe", TEXTS, 290)


@given(st.text())
def test_bpe_gives_every_text_back(text: str) -> None:
    text = text.replace("<", "")  # the name of a special token, written out, is that token
    assert BPE.decode(BPE(text, add_special_tokens=False)["input_ids"]) == text


def test_pieces_are_learned_and_specials_have_their_ids() -> None:
    assert len(BPE) == 290
    assert [BPE.pad_token_id, BPE.unk_token_id, BPE.eos_token_id, BPE.bos_token_id] == [PAD_ID, UNK_ID, EOT_ID, EOT_ID]
    assert len(BPE("Tim ran to the park")["input_ids"]) <= 6 < len(BPE("quick zebras vex")["input_ids"])
    again = train_subwords("bpe", iter(TEXTS), 290)
    assert again.get_vocab() == BPE.get_vocab()


def test_wordpiece_lower_cases_and_gives_words_back() -> None:
    pieces = train_subwords("wordpiece", TEXTS, 120)
    assert len(pieces) <= 120
    assert pieces.decode(pieces("Tim ran, too.")["input_ids"]) == "tim ran, too."
    assert pieces("☃")["input_ids"] == [UNK_ID]


def test_a_tokenizer_artifact_trains_a_model_and_travels_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import AutoTokenizer

    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    corpus = make_corpus(tmp_path)
    made = make_tokenizer(TokenizerConfig(kind="bpe", vocab_size=400))
    assert make_tokenizer(TokenizerConfig(kind="bpe", vocab_size=400)).path == made.path
    assert make_tokenizer(TokenizerConfig(kind="wordpiece", vocab_size=200)).path != made.path
    assert made.manifest.parents == (corpus.ref,) and made.manifest.summary["types"] <= 400
    for preset in ("tinystories-1m", "attention-only-1-layer"):
        config = TrainConfig(tokenizer=str(made.path), preset=preset, context=64, steps=3, way="fp32-explicit")
        loaded = load_model(train(config))
        text = "Tim ran to the park.\nThen it rained ☂."
        ids = loaded.tokenizer(text, add_special_tokens=False)["input_ids"]
        assert loaded.tokenizer.decode(ids) == text
        assert AutoTokenizer.from_pretrained(loaded.path)(text, add_special_tokens=False)["input_ids"] == ids
        assert load_tokenizer(made.path)(text, add_special_tokens=False)["input_ids"] == ids


@pytest.mark.parametrize(
    "bad", [{"kind": "letters"}, {"vocab_size": 300}, {"kind": "bpe", "stories": 0}, {"kind": "bpe", "vocab_size": -1}]
)
def test_bad_settings_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(StoryscopeError):
        TokenizerConfig(**bad)  # pyright: ignore[reportArgumentType]


def test_bad_sizes_and_empty_texts_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="out of range"):
        train_subwords("bpe", TEXTS, 100)
    with pytest.raises(StoryscopeError, match="no words"):
        train_subwords("wordpiece", [" ", ""], 200)
