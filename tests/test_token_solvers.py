"""Solvers of token probes against scikit-learn, hand-made numbers and their own broken variants."""

import numpy as np
import pytest
import torch
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression, Ridge

from probes.tokens.calibration import calibration_error, reliability
from probes.tokens.closed_form import ClassMoments, mass_mean, ridge
from probes.tokens.controls import control_task, word_type, words_so_far
from probes.tokens.fitting import whitened
from probes.tokens.online import FRACTIONS, compression, online_code
from probes.tokens.solver import Moments, fit_logistic
from probes.tokens.sparse import fit_sparse

N, D, K = 4003, 13, 5


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def data():
    """Overlapping classes in whitened coordinates: no readout is right more than four times in five."""
    draw = generator(3)
    y = torch.randint(0, K, (N,), generator=draw)
    x = torch.randn(K, D, generator=draw)[y] + torch.randn(N, D, generator=draw) * torch.linspace(0.5, 2, D)
    space = whitened(x, x)
    return space.train, y


def objective(x, y, weight, bias, strength):
    return float(torch.nn.functional.cross_entropy(x @ weight + bias, y) + strength / 2 * weight.square().sum())


def test_mini_batches_find_what_lbfgs_finds(data):
    x, y = data
    half = N // 2
    strengths = [1e-3, 1e-1]
    fits = fit_logistic(x[:half], y[:half].expand(2, -1), strengths, K, generator())
    said = fits.answers(x[half:])
    for index, strength in enumerate(strengths):
        oracle = LogisticRegression(C=1 / (strength * half), max_iter=1000, tol=1e-8).fit(x[:half], y[:half])
        theirs = objective(
            x[:half], y[:half], torch.tensor(oracle.coef_.T).float(), torch.tensor(oracle.intercept_).float(), strength
        )
        ours = objective(x[:half], y[:half], fits.weight[index], fits.bias[index], strength)
        assert theirs <= ours + 1e-4 and ours < theirs * 1.005
        assert (said[index] == oracle.predict(x[half:])).mean() > 0.97
        score = (said[index] == y[half:].numpy()).mean()
        assert abs(score - oracle.score(x[half:], y[half:])) < 0.01 and score < 0.95
    # each fit has its own penalty: a broken solver that mixes them up would not
    assert fits.weight[1].norm() < fits.weight[0].norm() / 1.5


def test_fits_side_by_side_do_not_disturb_each_other(data):
    x, y = data
    wrong = y[torch.randperm(N, generator=generator(8))]
    both = fit_logistic(x, torch.stack([y, wrong]), [1e-2, 1e-2], K, generator(1))
    alone = fit_logistic(x, y[None], [1e-2], K, generator(1))
    torch.testing.assert_close(both.weight[0], alone.weight[0], rtol=1e-3, atol=1e-4)
    truth = y.numpy()
    assert (both.answers(x)[0] == truth).mean() > 0.6 > 0.3 > (both.answers(x)[1] == truth).mean()


def test_weights_come_back_in_raw_coordinates(data):
    x, y = data
    raw = x * torch.linspace(0.1, 30, D) + 7
    space = whitened(raw, raw)
    fits = fit_logistic(space.train, y[None], [1e-2], K, generator())
    weight, bias = fits.unwhitened(space.mean, space.turn, 0)
    assert weight.shape == (K, D)
    assert ((raw.numpy() @ weight.T + bias).argmax(1) == fits.answers(space.train)[0]).mean() > 0.999


def test_moments_add_up_in_any_split(data):
    x = data[0] * 3 + 2
    whole = Moments.none(D).add(x)
    parts = Moments.none(D).add(x[:701]).merge(Moments.none(D).add(x[701:702]).add(x[702:]))
    assert parts.n == whole.n == N
    np.testing.assert_allclose(parts.covariance, np.cov(x.double().T, bias=True), rtol=1e-9, atol=1e-12)
    turned = (x.double() - whole.mean) @ whole.whitening()
    np.testing.assert_allclose(np.cov(turned.T, bias=True), np.eye(D), atol=1e-5)


def test_ridge_is_scikit_learns(data):
    x, y = data
    (weight,), (bias,) = (lambda fits: (fits.weight, fits.bias))(ridge(ClassMoments.of(x, y, K), [0.3]))
    oracle = Ridge(alpha=0.3 * N).fit(x.double(), np.eye(K)[y])
    np.testing.assert_allclose(weight, oracle.coef_.T, atol=1e-6)
    np.testing.assert_allclose(bias, oracle.intercept_, atol=1e-6)


def test_mass_mean_is_nearest_mean_and_its_whitened_form_is_discriminant_analysis(data):
    x, y = data[0] * torch.linspace(0.2, 5, D), data[1]
    seen = ClassMoments.of(x, y, K).merge(ClassMoments.of(x[:0], y[:0], K))
    means = torch.stack([x[y == k].mean(0) for k in range(K)])
    assert (mass_mean(seen, iid=False).answers(x)[0] == torch.cdist(x, means).argmin(1).numpy()).mean() > 0.999
    oracle = LinearDiscriminantAnalysis(solver="lsqr").fit(x, y)
    assert (mass_mean(seen, iid=True, floor=0).answers(x)[0] == oracle.predict(x)).mean() > 0.995
    two = ClassMoments.of(x[y < 2], y[y < 2], 2)
    plain = mass_mean(two, iid=False).weight[0]
    torch.testing.assert_close(plain[:, 1] - plain[:, 0], means[1] - means[0], rtol=1e-4, atol=1e-4)


def test_l1_reaches_saga_and_its_zeros_are_exact(data):
    x, y = data
    noise = torch.randn(N, 7, generator=generator(5))
    wide = torch.cat([x, noise], 1)[:1501]
    strength = 0.02
    ours = fit_sparse(wide, y[:1501], K, strength, steps=600)
    oracle = LogisticRegression(l1_ratio=1.0, solver="saga", C=1 / (strength * 1501), max_iter=3000, tol=1e-5)
    oracle.fit(wide, y[:1501])

    def loss(weight, bias):
        return float(torch.nn.functional.cross_entropy(wide @ weight + bias, y[:1501]) + strength * weight.abs().sum())

    theirs = loss(torch.tensor(oracle.coef_.T).float(), torch.tensor(oracle.intercept_).float())
    assert loss(ours.weight, ours.bias) == pytest.approx(theirs, rel=2e-3)
    assert not (ours.weight[D:] != 0).any() and 0 < ours.channels <= D
    assert fit_sparse(wide, y[:1501], K, 10.0).channels == 0


def test_online_code_is_short_for_what_can_be_read_and_not_for_noise():
    draw = generator(2)
    y = torch.randint(0, 2, (1201,), generator=draw)
    x = torch.randn(1201, 5, generator=draw)
    readable = x.clone()
    readable[:, 0] += 6 * y
    test = x[:50], y[:50]
    noise = online_code(x, y, test, (1e-2,), 2, generator())
    clear = online_code(readable, y, (readable[:50], y[:50]), (1e-2,), 2, generator())
    assert [step.fraction for step in clear] == list(FRACTIONS) and clear[-1].n == 1201
    first = clear[0].n
    assert clear[0].codelength == first  # one bit a label before anything is known
    assert compression(clear, 2) > 5 and 0.9 < compression(noise, 2) < 1.02
    assert clear[-1].accuracy > 0.97
    assert all(a.codelength <= b.codelength for a, b in zip(clear, clear[1:], strict=False))


def test_calibration_by_hand():
    confidence = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False, True, False])
    bins = reliability(confidence, right, 10)
    assert [(one.bin, one.count) for one in bins] == [(5, 2), (9, 4)]
    assert calibration_error(bins) == pytest.approx((4 * 0.2 + 2 * 0.05) / 6)
    assert calibration_error(reliability(np.ones(3), np.ones(3, bool))) == 0


def test_a_control_task_gives_every_word_one_label_and_a_lookup_learns_it():
    ids, y = np.array([3, 4, 3, 5, 4, 5, 6] * 20), np.arange(140) % 3
    labels = control_task(ids, y, 7, np.random.default_rng(0))
    assert all(len(set(labels[ids == word].tolist())) == 1 for word in (3, 4, 5, 6))
    assert (word_type(ids, labels, ids, 7, 3) == labels).all()
    assert (word_type(ids, y, ids, 7, 3) == y).mean() < 0.6


def test_words_so_far_by_hand():
    from probes.activations import Encoded

    places = np.zeros(5, np.int64)
    encoded = Encoded(np.array([2, 1, 2, 0, 1]), places, places, np.array([0, 3, 5]))
    made = words_so_far(encoded, 3, np.array([1, 2, 4]), np.random.default_rng(0))
    expected = [
        [0, 0.5, 0.5, 0, 1, 0.8],
        [0, 1 / 3, 2 / 3, 0, 0.8, 1.64],
        [0.5, 0.5, 0, 0.8, 1, 0],
    ]
    np.testing.assert_allclose(made, expected, rtol=1e-6)
    assert words_so_far(encoded, 1000, np.array([4]), np.random.default_rng(0)).shape == (1, 512)
