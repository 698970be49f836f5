"""Tokenizers of word pieces, trained on any corpus: byte-level BPE (as TinyStories) and WordPiece (as SimpleStories).

BPE gives every text back exactly. WordPiece lower-cases and gives words and punctuation back, not capitals or odd
spaces. Ids 0, 1 and 2 are those of the word-level tokenizer: padding, unknown, end of text.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from workbench.errors import StoryscopeError
from workbench.language.tokenizer import SPECIALS, UNK, wrap

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

LEAST = {"bpe": 256 + len(SPECIALS), "wordpiece": 100}
"""The fewest types: BPE has one for each byte."""


def train_subwords(
    kind: Literal["bpe", "wordpiece"], texts: Iterable[str], vocab_size: int
) -> "PreTrainedTokenizerFast":
    """A tokenizer of at most `vocab_size` types, trained on the texts; the same texts give the same tokenizer.

    Raises StoryscopeError for a vocabulary that is too small or too large, and where there is no text.
    """
    if not LEAST[kind] <= vocab_size <= 2**16:
        what = f"A {kind} vocabulary of {vocab_size} types is out of range."
        raise StoryscopeError(what, f"Use {LEAST[kind]} to {2**16} types.")
    tokenizer, trainer = (_bpe if kind == "bpe" else _wordpiece)(vocab_size)
    seen = 0

    def counted() -> Iterable[str]:
        nonlocal seen
        for text in texts:
            seen += bool(text.strip())
            yield text

    tokenizer.train_from_iterator(counted(), trainer)
    if not seen:
        raise StoryscopeError("The corpus has no words to make a tokenizer of.", "Name a corpus with stories.")
    return wrap(tokenizer)


def _bpe(vocab_size: int) -> tuple[Any, Any]:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    return tokenizer, trainer


def _wordpiece(vocab_size: int) -> tuple[Any, Any]:
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token=UNK, max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=True)
    trainer = trainers.WordPieceTrainer(vocab_size=vocab_size, special_tokens=list(SPECIALS), show_progress=False)
    return tokenizer, trainer
