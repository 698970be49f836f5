"""Patching experiments: roles of tokens, effects by hand, maps, and a whole run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

from probes.patching import PatchConfig, patch
from probes.patching_engine import patched_logit_diff
from probes.patching_prompts import fitting, prompts_of, read_pairs, role_names
from probes.patching_sweep import Patched, Place, position_maps, record_all
from probes.patching_tables import effects
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.subwords import train_subwords
from workbench.records import MinimalPair, RoleSpan


def pair(index: int, first: str, second: str, filler: str = "") -> MinimalPair:
    """Two prompts that differ in the colour that came first, which is also the answer."""

    def told(one: str, other: str) -> tuple[str, tuple[RoleSpan, ...]]:
        text, spans = "", list[RoleSpan]()
        parts = (("Tim", "entity"), (" had the ", ""), (one, "cue"), (" and the " + filler, "after"), (other, "cue"))
        for words, role in (*parts, (". He had the", "after")):
            if role:
                spans.append(RoleSpan(len(text), len(text) + len(words), role))
            text += words
        return text, tuple(spans)

    clean, corrupt = told(first, second), told(second, first)
    return MinimalPair(f"p{index}", "order", clean[0], corrupt[0], first, second, clean[1], corrupt[1])


PAIRS_TOLD = [
    pair(0, "red", "blue"),
    pair(1, "cow", "fish", "hat and the "),
    pair(2, "blue", "red"),
    pair(3, "hat", "toy"),
]


def test_tokens_get_the_role_of_the_span_they_begin_in() -> None:
    tokenizer = labelled.loaded().tokenizer
    short, long = prompts_of(PAIRS_TOLD, tokenizer, 29)
    assert (short.ids, long.ids) == (("p0", "p2", "p3"), ("p1",))
    words = tokenizer.convert_ids_to_tokens(short.clean[0].tolist())
    assert words == ["<|endoftext|>", *"tim had the red and the blue . he had the".split()]
    assert tokenizer.convert_ids_to_tokens(short.corrupt[0].tolist())[4:8] == ["blue", "and", "the", "red"]
    start, other, cue, after = "start", "other", "cue", "after"
    assert short.roles[0] == (
        start, "entity", other, other, cue, after, after, cue, after, after, after, "last"
    )  # fmt: skip
    assert tokenizer.convert_ids_to_tokens(short.answers[1].tolist()) == ["blue", "red"]
    assert role_names([short, long]) == ["entity", "cue", "after", "other", "last"]
    assert short.mask("cue")[0].nonzero().flatten().tolist() == [4, 7]
    assert int(short.mask("all").sum()) == 3 * 12


def test_pairs_that_do_not_fit_are_refused() -> None:
    tokenizer = labelled.loaded().tokenizer
    good = PAIRS_TOLD[0]
    for broken, message in (
        (replace(good, corrupt=good.corrupt + " hat"), "two prompts of pair p0 do not align"),
        (replace(good, answer_clean="zebra"), "answer 'zebra' of pair p0 is not one token"),
        (replace(good, answer_corrupt="red hat"), "answer 'red hat' of pair p0 is not one token"),
    ):
        with pytest.raises(StoryscopeError, match=message):
            prompts_of([broken], tokenizer, 29)
    with pytest.raises(StoryscopeError, match="more than the model's context of 11"):
        prompts_of([good], tokenizer, 11)


def test_pieces_that_hold_the_space_before_a_word_are_the_answers_as_they_follow() -> None:
    """Byte-level pieces: "blue" at the start of a text is another token than " blue" within it."""
    words = " blue red hat toy fish cow and the had He Tim."
    tokenizer = train_subwords("bpe", [words] * 9 + ["Tim had the cow. He had the hat."] * 9, 320)
    kept, refused = fitting([*PAIRS_TOLD, replace(PAIRS_TOLD[0], answer_clean="zebra")], tokenizer, 90)
    assert kept == PAIRS_TOLD
    assert refused is not None and "answer 'zebra' of pair p0" in str(refused)
    answers = prompts_of(kept[:1], tokenizer, 90)[0].answers[0].tolist()
    assert tokenizer.convert_ids_to_tokens(answers) == ["Ġred", "Ġblue"]
    assert fitting(PAIRS_TOLD, tokenizer, 5)[0] == []


def test_pairs_cannot_be_made_for_a_corpus_without_a_tier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    with artifacts.create("corpus", "outside", {"sources": []}):
        pass
    with artifacts.create("model", "theirs", {}, [artifacts.resolve("corpus")]):
        pass
    with pytest.raises(StoryscopeError, match="has no vocabulary tier"):
        patch(PatchConfig())


def test_effects_by_hand() -> None:
    """Three pairs, gaps 4, 2 and 0.5; the third is not solved and has no such role."""
    clean, corrupt = np.array([3.0, 1.0, -0.5]), np.array([-1.0, -1.0, -1.0])
    here, everywhere = np.array([True, True, False]), np.array([True, True, True])
    place = Place("z", 1, 2, "cue")
    rows = effects(
        [
            Patched(place, "denoising", np.array([1.0, -1.0, -1.0]), here),
            Patched(place, "noising", np.array([3.0, -1.0, -1.0]), everywhere),
        ],
        clean,
        corrupt,
        1.0,
        np.random.default_rng(0),
    )
    # denoising moved 2 of 4 and 0 of 2: 2 / 6, not the mean of 0.5 and 0; single ratios have the median 0.25
    assert rows[0]["effect"] == pytest.approx(2 / 6)
    assert (rows[0]["n"], rows[0]["n_solved"], rows[0]["n_safe"], rows[0]["median"]) == (2, 2, 2, 0.25)
    assert 0 <= rows[0]["lo"] <= rows[0]["effect"] <= rows[0]["hi"] <= 0.5
    # noising moved 0 of 4, 2 of 2 and 0.5 of 0.5
    assert rows[1]["effect"] == pytest.approx(2.5 / 6.5)
    assert rows[1]["effect_solved"] == pytest.approx(2 / 6)
    assert (rows[1]["n"], rows[1]["n_solved"], rows[1]["n_safe"]) == (3, 2, 2)
    unsolved = effects(
        [Patched(place, "denoising", corrupt, here)], corrupt, corrupt - 1, 1.0, np.random.default_rng(0)
    )
    assert (unsolved[0]["effect_solved"], unsolved[0]["n_solved"]) == (None, 0)


def test_a_map_by_position_adds_up_to_the_engine() -> None:
    model, layers = labelled.loaded().model, labelled.SHAPE.n_layers
    [short, _] = record_all(model, prompts_of(PAIRS_TOLD, labelled.loaded().tokenizer, 29))
    maps = position_maps(model, short)
    streams = {(name, layer, None) for name in ("resid_pre", "attn_out", "mlp_out") for layer in range(layers)}
    assert set(maps) == streams | {("z", layer, head) for layer in range(layers) for head in range(3)}
    # at the first layer nothing but the changed words differs, and all of it together is everything
    assert np.flatnonzero(np.abs(maps["resid_pre", 0, None]).max(0)).tolist() == [4, 7]
    masks = torch.zeros(1, 3, 12, dtype=torch.bool)
    masks[..., 11] = True
    answers, clean, corrupt = short.prompts.answers, short.clean, short.corrupt
    [patched] = patched_logit_diff(model, answers, corrupt, clean, "attn_out", 1, masks)
    expected = (patched - corrupt.logit_diff) / (clean.logit_diff - corrupt.logit_diff)
    assert maps["attn_out", 1, None][:, 11] == pytest.approx(expected.numpy(), abs=1e-5)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[artifacts.Artifact]:
    """Pairs and an untrained model."""
    with pytest.MonkeyPatch.context() as monkey:
        monkey.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        labelled.model()
        with artifacts.create("pairs", "colours", {"n": 4}) as draft:
            rows = [
                {
                    **{name: getattr(one, name) for name in ("id", "factor", "clean", "corrupt")},
                    **{name: getattr(one, name) for name in ("answer_clean", "answer_corrupt")},
                    **{
                        name: [{"start": span.start, "end": span.end, "role": span.role} for span in getattr(one, name)]
                        for name in ("roles_clean", "roles_corrupt")
                    },
                }
                for one in PAIRS_TOLD
            ]
            pq.write_table(pa.Table.from_pylist(rows), draft.path / "pairs.parquet")
            draft.summary.update(factor="order", pairs=4)
        yield artifacts.resolve("pairs", "colours")


def test_patching_end_to_end(shelf: artifacts.Artifact, tmp_path: Path) -> None:
    assert read_pairs(shelf.file("pairs.parquet")) == PAIRS_TOLD
    (tmp_path / "pairs.parquet").write_bytes(shelf.file("pairs.parquet").read_bytes()[:500])
    with pytest.raises(StoryscopeError, match="cannot be read"):
        read_pairs(tmp_path / "pairs.parquet")
    config = PatchConfig(pairs="colours", examples=2)
    made = patch(config)
    summary = made.manifest.summary
    assert made.manifest.name == "order"
    rows = pq.read_table(made.file("effects.parquet")).to_pylist()
    table = {(r["component"], r["layer"], r["head"], r["role"], r["direction"]): r for r in rows}
    layers, heads, roles = 2, 3, ("entity", "cue", "after", "other", "last")
    assert len(rows) == len(table) == 2 * layers * (len(roles) + 2 * (len(roles) + 1) + heads * (len(roles) + 1))
    for direction in ("denoising", "noising"):
        # what differs is in the cue words, and before the first layer nowhere else
        assert table["resid_pre", 0, None, "cue", direction]["effect"] == pytest.approx(1)
        assert table["resid_pre", 0, None, "after", direction]["effect"] == 0
        assert table["z", 0, 0, "entity", direction]["effect"] == 0
    assert summary["pairs"] == 4
    assert summary["gap"] == pytest.approx(summary["clean_logit_diff"] - summary["corrupt_logit_diff"])
    assert summary["told_apart"] == (summary["gap_ci95"][0] > 0)
    assert [row for row in summary["components"] if row["component"] == "z"] == [
        {**{key: table["z", layer, head, "all", "denoising"][key] for key in ("component", "layer", "head", "feature", "role",
            "effect", "n", "p_family", "real")}, "ci95": [table["z", layer, head, "all", "denoising"][key] for key in ("lo", "hi")]}
        for layer in range(layers) for head in range(heads)
    ]  # fmt: skip
    # four pairs are too few to select among, and that is said
    assert (summary["select"], summary["selected"], summary["n_selected"]) == ("solved", "all", 4)
    assert "there are fewer than 8" in summary["selection"]
    scores = pq.read_table(made.file("pair_scores.parquet")).to_pylist()
    assert {row["pair"] for row in scores} == {"p0", "p1", "p2", "p3"}
    assert sum(row["solved"] for row in scores) == summary["solved"]
    assert np.mean([row["clean_logit_diff"] for row in scores]) == pytest.approx(summary["clean_logit_diff"])
    maps = pq.read_table(made.file("pair_maps.parquet")).to_pylist()
    assert len({row["pair"] for row in maps}) == 2
    assert {row["role"] for row in maps if row["token_clean"] != row["token_corrupt"]} == {"cue"}
    assert patch(config).path == made.path
    only = patch(PatchConfig(pairs="colours", directions=("noising",)))
    assert only.manifest.summary["direction"] == "noising"


def test_impossible_configs_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="There is no direction 'both'"):
        PatchConfig(directions=("both",))
    with pytest.raises(StoryscopeError, match="There is no direction ''"):
        PatchConfig(directions=())
    with pytest.raises(StoryscopeError, match="too small"):
        PatchConfig(n_pairs=1)
