"""
Confidence: the weights in `glossary/rank.py` fitted, and how far the confidence can be believed.

*Aligned* candidates are right when a reader said so: `cases/pairs.json` has those that were drawn by lot, from ntrex,
geovedi, LibreOffice's help and one half of TICO-19 to fit, from PUD and the other half of TICO-19 to test. *Composed* ones are right when the human translation of a
place has the first rendering, among those of which it has a literal one (`composition.judged`); documents with an even
number to fit, with an odd one to test. *Comparable* ones are those of `comparables`, whose other text has a sentence for
half of the first one's: two reports of one event may have less in common. `python -m tests.quality.fit` prints weights to copy, and the reliability tables.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from glossary.compose import compose
from glossary.extract import extract
from glossary.lexicon import seeds
from glossary.mine import seed_english
from glossary.parts import parse
from glossary.phrases import Phrase, phrases
from glossary.rank import ALIGNED, COMPARABLE, COMPOSED, confidence
from glossary.render import Attestation
from glossary.terms import Candidate
from memory.documents import Document, Paragraph
from memory.units import Origin, Unit, unit_id
from tests.conftest import CASES
from tests.quality import comparables, extraction
from tests.quality.composition import Line, has, held_out, judged, lines, plain, shipped
from tests.quality.priors import unseen

Labelled = tuple[Candidate, bool]
Floats = npt.NDArray[np.float64]
_RIDGE = {"aligned": 12.0, "composed": 12.0, "comparable": 3.0}  # about what five folds of the fitting half ask for
_FIRST = {"tico19": 3069, "geovedi": 2500, "libreoffice-help": 2000}  # lines taken
LESS = frozenset(
    "one guessed parts passing turned proper of choices".split()
)  # features that speak against a candidate
BINS = 10


def units(corpus: str) -> list[Unit]:
    """A corpus as units, with its documents where it has them."""
    if corpus in _FIRST:
        return extraction.units(corpus, _FIRST[corpus])
    found = []
    for position, line in enumerate(lines(corpus), start=1):
        texts = {"id": line.source, "en": line.translation}
        found.append(Unit(unit_id(texts), texts, (Origin(corpus, line.document, position),)))  # type: ignore[arg-type]
    return found


@unseen()
def aligned(split: str) -> list[Labelled]:
    """The candidates of aligned text that a reader judged."""
    found = []
    for corpus, labels in json.loads((CASES / "pairs.json").read_text(encoding="utf-8"))[split].items():
        told = {pair: right for right in (True, False) for pair in labels["right" if right else "wrong"]}
        for one in extract(units(corpus), seeds()):
            pair = f"{one.text} | {one.renderings[0]}"
            if pair in told:
                found.append((one, told[pair]))
    return found


@unseen()
def composed(split: str) -> list[Labelled]:
    """The candidates of Indonesian alone whose human translation has something literal for them."""
    attested, senses = Attestation(seed_english()), shipped()
    found = []
    for corpus in ("ntrex", "pud", "tico19"):
        told: dict[str, list[tuple[Phrase, list[str]]]] = defaultdict(list)
        texts: dict[str, list[Paragraph]] = defaultdict(list)
        for line in _half(corpus, split):
            if not line.headline:
                texts[line.document].append(Paragraph(line.source, len(texts[line.document]) + 1, "id"))
                for phrase in phrases(parse(line.source, seeds())):
                    told[phrase.key].append((phrase, plain(line.translation)))
        documents = [Document(name, "id", tuple(paragraphs)) for name, paragraphs in texts.items()]
        for one in compose(documents, seeds(), attested, senses=senses):
            literal = [there for phrase, there in told[one.key] if judged(phrase, there, seeds())]
            if literal and one.renderings:
                found.append((one, any(has(there, one.renderings[0]) for there in literal)))
    return found


def attested(split: str) -> list[Labelled]:
    """The candidates that a comparable text had a say in, on halves of documents of ntrex."""
    return comparables.labelled(test=split == "test")


MODELS = {"aligned": (aligned, ALIGNED), "composed": (composed, COMPOSED), "comparable": (attested, COMPARABLE)}


def _half(corpus: str, split: str) -> Iterator[Line]:
    """
    The lines of a corpus that are fitted on, or tested on.

    The rules of composing were made on the fitting half of ntrex and PUD, and do better there than elsewhere; so lines of
    TICO-19, which nothing of composing was made on, are fitted on too.
    """
    if corpus != "tico19":
        yield from (line for line in lines(corpus) if held_out(line) is (split == "test"))
    elif split == "dev":
        yield from (Line(corpus, unit.texts["id"], unit.texts["en"]) for unit in extraction.units(corpus, 1000))


def fit(labelled: Sequence[Labelled], names: Sequence[str], ridge: float) -> dict[str, float]:
    """
    Weights of a logistic model; the ridge is on weights of features of unit variance.

    A weight on the side where it makes no sense (being met often, and less sure for it) is chance, and is left at zero.
    """
    used = list(names)
    while True:
        weights = _newton(labelled, used, ridge)
        wrong = [name for name in used if weights[name] * (-1 if name in LESS else 1) < 0]
        if not wrong:
            return {name: round(weights.get(name, 0.0), 2) for name in ("bias", *names)}
        used.remove(max(wrong, key=lambda name: abs(weights[name])))


def _newton(labelled: Sequence[Labelled], names: Sequence[str], ridge: float) -> dict[str, float]:
    table = np.array([[one.features[name] for name in names] for one, _ in labelled])
    right = np.array([float(label) for _, label in labelled])
    mean, spread = table.mean(0), table.std(0)
    spread[spread == 0] = 1.0
    rows = np.hstack([np.ones((len(table), 1)), (table - mean) / spread])
    held = ridge * np.diag([0.0] + [1.0] * len(names))
    weights: Floats = np.zeros(len(names) + 1)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - chance) - held @ weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + held
        weights += np.linalg.solve(bend, slope)
    scaled = weights[1:] / spread
    return {"bias": float(weights[0] - scaled @ mean), **dict(zip(names, map(float, scaled), strict=True))}


def scored(labelled: Sequence[Labelled], weights: dict[str, float]) -> list[tuple[float, bool]]:
    """The confidence of each, and whether it was right."""
    return [(confidence(one.features, weights), right) for one, right in labelled]


def reliability(found: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, int, float, float]]:
    """Ten bins by confidence: where each begins, how many are in it, their mean confidence, the share that is right."""
    for number in range(BINS):
        here = [(sure, right) for sure, right in found if min(int(sure * BINS), BINS - 1) == number]
        if here:
            yield (
                number / BINS,
                len(here),
                sum(sure for sure, _ in here) / len(here),
                sum(right for _, right in here) / len(here),
            )


def calibration_error(found: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: the mean distance of confidence and share, over ten bins, by their size."""
    return sum(count * abs(sure - right) for _, count, sure, right in reliability(found)) / max(len(found), 1)


def separation(found: Sequence[tuple[float, bool]]) -> float:
    """The chance that a right one stands before a wrong one (area under the curve); .5 is no order at all."""
    good, bad = ([sure for sure, right in found if right is wanted] for wanted in (True, False))
    won = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    return won / max(len(good) * len(bad), 1)


def loss(found: Sequence[tuple[float, bool]]) -> float:
    """Mean surprise in nats."""
    return float(-np.mean([np.log(max(1e-6, sure if right else 1 - sure)) for sure, right in found]))


def folded(labelled: Sequence[Labelled], names: Sequence[str], ridge: float) -> float:
    """The loss on each fifth of the fitting half, of weights fitted on the others."""
    found = []
    for fold in range(5):
        rest = [item for at, item in enumerate(labelled) if at % 5 != fold]
        found += scored(labelled[fold::5], fit(rest, names, ridge))
    return loss(found)


def rows() -> Iterator[tuple[str, str, float, str]]:
    """Calibration error and order on the test half, of the weights that ship."""
    for name, (source, _) in MODELS.items():
        found, dev = ([(one.confidence, right) for one, right in source(split)] for split in ("test", "dev"))
        matter = f"confidence, {name} candidates"
        beside = f"fitting half {calibration_error(dev):.3f}"
        yield (matter, f"expected calibration error, of {len(found)}", calibration_error(found), beside)
        yield (matter, "right before wrong (AUC)", separation(found), f"fitting half {separation(dev):.3f}")
        for begin, count, sure, right in reliability(found):
            yield (matter, f"share right where {begin:.1f} or more, of {count}", right, f"mean confidence {sure:.3f}")


def main() -> None:
    """Fit the models and print them."""
    for name, (source, old) in MODELS.items():
        dev, test = source("dev"), source("test")
        names = [feature for feature in old if feature != "bias"]
        for ridge in (1.0, 3.0, 6.0, 12.0, 25.0, 50.0, 100.0):
            print(f"{name}: ridge {ridge}: loss {folded(dev, names, ridge):.4f} over five folds")
        weights = fit(dev, names, _RIDGE[name])
        print(weights)
        for split, half in (("dev", dev), ("test", test)):
            found = scored(half, weights)
            share = sum(right for _, right in half) / len(half)
            told = f"{calibration_error(found):.3f}, AUC {separation(found):.3f}, loss {loss(found):.4f}"
            print(f"{name} {split}: {len(half)}, {share:.3f} right, calibration error {told}")
            for line in reliability(found):
                print("   {:.1f} {:5d} {:.3f} {:.3f}".format(*line))


if __name__ == "__main__":
    main()
