r"""Word-level tokenizers that give a story back exactly as it was written.

One token is one vocabulary type: a word in lower case (`didn't`, `o'clock` and `ice-cream` are one word, `Tim's` is
`tim` + `'s`) or one punctuation mark. Straight double quotes are told apart by what stands before them: at the start
of the text or after white space a quote opens (`“`), anywhere else it closes (`”`). Everything that the lower-casing
loses is a rule of the decoder, so `decode(encode(text)) == text` for text written by these conventions, which the world
writer follows:

- capitals: the first word of the text; the first word after `.`, `!` or `?`; the first word inside an opening quote;
  names; `I`. Nothing else.
- after a closing quote: `."` ends the sentence, so the next word is capital (`"Come." Tim ran.`). After `,"`, `!"` and
  `?"` the sentence goes on (`"Come!" said Tim.`): the next word is lower case unless it is a name, `I` or opens a new
  quote. So inside a quote that a speech tag follows, the quote ends with `,`, `!` or `?`, never with a full stop, and
  no new sentence starts with anything but a name straight after `!"` or `?"`.
- spaces: one between words, none before punctuation, `'s` or a closing quote, none after an opening quote; no line
  breaks.

A vocabulary may have marks that stand for what these rules cannot say, as those of the tiers tiny and simple do:

- `^` before a word that has a capital which no rule gives it: a name that is not in the vocabulary's list, `Mom` where
  she has no article, the first word after `!"` where a new sentence begins. Twice before a word in capitals (`LOST`).
- `~` before a word that has none though a rule gives it one: speech that goes on (`"No," said Tim, "not now."`).
- `¶` for an empty line, the break between two paragraphs; a capital follows.
- `…` for three full stops in a row; no capital follows.
- `‘` for a single quote that opens speech within speech; the one that closes it, and the one after a plural owner
  (`the boys' ball`), is `'`.

With these, every text comes back whose words are lower case, have one capital at the front or are all capitals, and
whose white space follows the rules; curly quotes come back straight.

Any other text is accepted too: what is not in the vocabulary becomes `<unk>`, and offsets always point into the
original.
"""

import json
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

PAD, UNK, EOT = "<pad>", "<unk>", "<|endoftext|>"
SPECIALS = (PAD, UNK, EOT)
"""Ids 0, 1 and 2; `EOT` opens and ends every story."""
PAD_ID, UNK_ID, EOT_ID = range(3)

# The word part is atomic, so that a megabyte of letters cannot make the pattern backtrack.
_TOKEN = r"(?>\w+(?:-\w+)*)(?:'(?:t|m|re|ve|ll|d|clock)\b)?|'s\b|[^\w\s]"
_OPENS_QUOTE = r'(?<!\S)"'
_OPENS_INNER_QUOTE = r"(?<![^\s“])(?!'s\b)'(?=\w)"
_ALL_CAPITALS = r"(?!\A)(?<![\w'-])(?=[A-Z]{2})"
_LONGEST_IN_CAPITALS = 12  # a look-behind must have a length
_GLUED_LEFT = r" (?=[.,!?;:…”]|'s\b|'(?!\w))"
_SENTENCE_START = r"(?:\A|(?<=“|[.!?] |\.” |\|> ))"
KINDS = {"words": 0, "bpe": 10_000, "wordpiece": 4_096}
"""Kinds of tokenizers, with the types that the papers give them."""
CAPITAL, SMALL, PARAGRAPH, ELLIPSIS, INNER_QUOTE = "^", "~", "¶", "…", "‘"
"""Marks that a vocabulary may have, for what the rules of the decoder cannot say."""


def build_word_level(vocabulary: Mapping[str, Any]) -> "PreTrainedTokenizerFast":
    """The tokenizer of a corpus's vocabulary (`{"types": [...], "names": [...]}`, all lower case).

    Raises StoryscopeError when the vocabulary holds no types, or a type that is not lower case or not one token.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    types = [str(kind) for kind in vocabulary.get("types", ()) if kind not in SPECIALS]
    if not types:
        raise StoryscopeError("The vocabulary has no types.", "Give a vocabulary.json with a list named types.")
    table = {kind: index for index, kind in enumerate(dict.fromkeys((*SPECIALS, *types)))}
    tokenizer = Tokenizer(models.WordLevel(table, unk_token=UNK))
    names = [str(name) for name in vocabulary.get("names", ())]
    names += [str(word) for word in vocabulary.get("categories", {}).get("proper", ())]
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(Regex(pattern), to) for pattern, to in _spelled_out(names, frozenset(types))]
        + [normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_TOKEN), behavior="removed", invert=True)
    tokenizer.decoder = _decoder(names, frozenset(types))
    _check_types(tokenizer, types)
    return wrap(tokenizer)


def _spelled_out(names: Sequence[str], types: frozenset[str]) -> list[tuple[str, str]]:
    """What is rewritten in a text before it is cut: quotes told apart, and the marks that the vocabulary has."""
    rewritten = [("’", "'"), (_OPENS_QUOTE, "“"), ('"', "”")]
    if INNER_QUOTE in types:
        rewritten.append((_OPENS_INNER_QUOTE, INNER_QUOTE))
    if ELLIPSIS in types:
        rewritten.append((r"\.\.\.", ELLIPSIS))
    if PARAGRAPH in types:
        rewritten.append((r"\n\n", f" {PARAGRAPH} "))
    if CAPITAL in types:
        known = "|".join(sorted({re.escape(name.title()) for name in names} | {"I"}))
        told = rf"(?!\A)(?<![.!?¶^] )(?<!\.” )(?<![“‘\w'-])(?!(?:{known})\b)(?=[A-Z])"
        rewritten += [(_ALL_CAPITALS, f"{CAPITAL} {CAPITAL} "), (told, f"{CAPITAL} ")]
    if SMALL in types:
        rewritten.append((r"(?<=[“‘]|[.!?¶] |\.” )(?=[a-z])", f"{SMALL} "))
    return rewritten


def _decoder(names: Sequence[str], types: frozenset[str]) -> Any:  # noqa: ANN401 - decoders have no public base class
    from tokenizers import Regex, decoders

    def rewrite(pattern: str, to: str) -> Any:  # noqa: ANN401
        return decoders.Replace(Regex(pattern), to)

    start, inner, capital, ellipsis, paragraph = _SENTENCE_START, [], [], [], []
    if INNER_QUOTE in types:
        start = start.replace("“", "“|‘")
        inner = [rewrite("‘ ", "‘")]
    if PARAGRAPH in types:
        start = start.replace("[.!?]", "[.!?¶]")
        paragraph = [rewrite(" ?¶ ?", "\n\n")]
    if CAPITAL in types:
        within = "|".join(rf"\^ \^ \w{{{length}}}" for length in range(_LONGEST_IN_CAPITALS))
        capital = [rewrite(f"(?<={within}){letter}", letter.upper()) for letter in string.ascii_lowercase]
        capital += [rewrite(rf"\^ {letter}", letter.upper()) for letter in string.ascii_lowercase]
        capital.append(rewrite(r"\^ ?", ""))
    if ELLIPSIS in types:
        ellipsis = [rewrite("…", "...")]
    return decoders.Sequence(
        [
            decoders.WordPiece(prefix="##", cleanup=False),  # a space before every token but the first
            decoders.Fuse(),
            rewrite(_GLUED_LEFT, ""),
            rewrite("“ ", "“"),
            *inner,
            *[rewrite(start + letter, letter.upper()) for letter in string.ascii_lowercase],
            *capital,
            *([rewrite("~ ?", "")] if SMALL in types else []),
            *[rewrite(rf"\b{re.escape(name)}\b", name.title()) for name in names],
            rewrite(r"\bi\b", "I"),
            *ellipsis,
            *paragraph,
            rewrite("[“”]", '"'),
            *([rewrite("‘", "'")] if INNER_QUOTE in types else []),
        ]
    )


def _check_types(tokenizer: "Tokenizer", types: Sequence[str]) -> None:
    for kind in types:
        if tokenizer.encode(kind, add_special_tokens=False).tokens != [kind] and kind not in "“”":
            raise StoryscopeError(
                f"The vocabulary type {kind!r} is not one lower-case token.", "Split it, or write it in lower case."
            )


def wrap(tokenizer: "Tokenizer") -> "PreTrainedTokenizerFast":
    """The tokenizer as transformers knows it, with our special tokens."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        unk_token=UNK,
        bos_token=EOT,
        eos_token=EOT,
        padding_side="right",
        clean_up_tokenization_spaces=False,
        model_input_names=["input_ids", "attention_mask"],
    )


def save_tokenizer(tokenizer: "PreTrainedTokenizerFast", folder: Path) -> None:
    """Write the tokenizer's files into `folder` in a form that transformers 4 and 5 both open."""
    tokenizer.save_pretrained(str(folder))
    file = folder / "tokenizer_config.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    settings["tokenizer_class"] = "PreTrainedTokenizerFast"  # transformers 5 writes a name that 4 does not know
    file.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def load_tokenizer(path: str | Path) -> "PreTrainedTokenizerFast":
    """Open a tokenizer folder, or a model folder that holds one; raises StoryscopeError where there is none."""
    from transformers import PreTrainedTokenizerFast

    folder = Path(path)
    file = folder / "tokenizer.json"
    if not file.is_file():
        raise StoryscopeError(f"There is no tokenizer in {folder}.", "Name a folder that holds a tokenizer.json.")
    # tokenizers raises a bare Exception for what it cannot read
    if "model" not in _read_json(file):
        raise StoryscopeError(f"{file} is no tokenizer.", "Copy the folder again.")
    try:
        return PreTrainedTokenizerFast.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        first = (str(error).splitlines() or [""])[0]
        raise StoryscopeError(f"The tokenizer in {folder} cannot be opened: {first}.", "Copy it again.") from error


def _read_json(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoryscopeError(f"{file} cannot be read: {error}.", "Copy it again, or make it again.") from error


def encode_batch(tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str], bos: bool = False) -> list[list[int]]:
    """Token ids of each text, without specials; with `bos` each starts with the begin-of-text token.

    Raises StoryscopeError where `bos` is asked of a tokenizer that has no such token.
    """
    rows = [encoding.ids for encoding in tokenizer.backend_tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
    if not bos:
        return rows
    first = tokenizer.bos_token_id
    if not isinstance(first, int):
        raise StoryscopeError("The tokenizer has no begin-of-text token.", "Set bos_token in tokenizer_config.json.")
    return [[first, *row] for row in rows]


@dataclass(frozen=True, kw_only=True)
class TokenizerConfig:
    """What `make_tokenizer` needs."""

    corpus: str = option("", "the corpus that it is made for: a name, an id prefix or a path; empty: the newest")
    name: str = option("", "the artifact's name; empty: its kind")
    kind: str = option("words", "words: the corpus's vocabulary; bpe or wordpiece: pieces learned from its stories")
    vocab_size: int = option(0, "types at most; 0: 10,000 for bpe, 4,096 for wordpiece")
    stories: int = option(200_000, "learn the pieces from at most so many stories of the training split")

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise StoryscopeError(f"There is no tokenizer kind {self.kind!r}.", f"Use one of: {', '.join(KINDS)}.")
        if self.kind == "words" and self.vocab_size:
            what = "The vocabulary of a word-level tokenizer is the corpus's."
            raise StoryscopeError(what, "Leave vocab_size out, or use --kind bpe.")
        if self.stories < 1 or self.vocab_size < 0:
            raise StoryscopeError("stories or vocab_size is too small.", "Give some stories, and 0 or more types.")


def make_tokenizer(config: TokenizerConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """The tokenizer of a corpus as an artifact; a finished one is returned at once.

    Raises StoryscopeError for a vocabulary size that the kind cannot have, and for a corpus without words.
    """
    corpus = artifacts.resolve("corpus", config.corpus or None)
    size = config.vocab_size or KINDS[config.kind]
    identity: dict[str, object] = {"kind": "words"}  # all that it depends on besides the corpus
    if config.kind != "words":
        identity = {"kind": config.kind, "vocab_size": size, "stories": config.stories}
    done = artifacts.finished("tokenizer", identity, [corpus])
    if done is not None:
        return done
    tokenizer = _made(config, corpus, size)
    with artifacts.create("tokenizer", config.name or config.kind, identity, [corpus]) as draft:
        save_tokenizer(tokenizer, draft.path)
        draft.summary.update(types=len(tokenizer), kind=identity["kind"])
    progress.say(f"The tokenizer has {len(tokenizer)} types.")
    made = artifacts.finished("tokenizer", identity, [corpus])
    assert made is not None
    return made


def _made(config: TokenizerConfig, corpus: artifacts.Artifact, size: int) -> "PreTrainedTokenizerFast":
    if config.kind == "words":
        return build_word_level(_read_json(corpus.file("vocabulary.json")))
    # Imported here, because pieces are learned rarely, and a corpus needs no tokenizer.
    from workbench.language.subwords import train_subwords
    from workbench.stories.corpus import Corpus

    texts = Corpus.open(corpus).texts("train", config.stories)
    return train_subwords("bpe" if config.kind == "bpe" else "wordpiece", texts, size)
