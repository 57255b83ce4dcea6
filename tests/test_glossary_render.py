"""English for noun phrases that nobody has translated: rendered part by part."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lexicon import Lexicon, seeds
from glossary.parts import parse
from glossary.phrases import Phrase, phrases
from glossary.render import Attestation, render
from tests.conftest import CASES

TRUTHS = json.loads((CASES / "renderings.json").read_text(encoding="utf-8"))
ATTESTED = Attestation(TRUTHS["attested"])


def told() -> list[Any]:
    """The cases, and after them the known failures, which must fail."""
    known = [
        pytest.param(case, id=case["indonesian"], marks=pytest.mark.xfail(strict=True, reason=case["label"]))
        for case in TRUTHS["known_failures"]
    ]
    return [pytest.param(case, id=case["indonesian"]) for case in TRUTHS["cases"]] + known


def phrase(indonesian: str, lexicon: Lexicon) -> Phrase:
    """The phrase as it is found in a sentence."""
    sentence = f"Mereka membahas {indonesian}."
    found = [p for p in phrases(parse(sentence, lexicon)) if sentence[p.start : p.end] == indonesian]
    assert found, f"{indonesian} is no phrase"
    return found[0]


@pytest.mark.parametrize("case", told())
def test_a_phrase_is_rendered_in_this_english_first(case: dict[str, str], lexicon: Lexicon) -> None:
    found = render(phrase(case["indonesian"], lexicon), ATTESTED)

    assert found.missing == ()
    assert found.renderings[0].text == case["english"]


def test_sixty_phrases_and_more_are_told() -> None:
    told_twice = [case["indonesian"] for case in TRUTHS["cases"] + TRUTHS["known_failures"]]

    assert len(TRUTHS["cases"]) >= 60
    assert len(told_twice) == len(set(told_twice))


def test_a_part_without_translation_leaves_the_english_empty_and_is_named(lexicon: Lexicon) -> None:
    found = render(phrase("kebijakan pezwargonan nasional", lexicon), ATTESTED)

    assert (found.renderings, found.missing) == ((), ("pezwargonan",))


def test_every_part_without_translation_is_named(lexicon: Lexicon) -> None:
    found = render(phrase("kebijakan pezwargonan kevuntaran", lexicon), ATTESTED)

    assert found.missing == ("pezwargonan", "kevuntaran")


def test_what_english_texts_have_comes_first(lexicon: Lexicon) -> None:
    wanted = phrase("gencatan senjata sementara", lexicon)

    assert render(wanted, Attestation([])).renderings[0].text == "temporary ceasefire"
    assert render(wanted, Attestation(["An interim ceasefire began."] * 3)).renderings[0].text == "interim ceasefire"


def test_the_plural_is_taken_where_english_texts_have_only_the_plural(lexicon: Lexicon) -> None:
    wanted = phrase("serangan bersenjata", lexicon)

    assert render(wanted, Attestation(["An armed attack."])).renderings[0].text == "armed attack"
    assert render(wanted, Attestation(["The armed attacks, armed attacks."])).renderings[0].text == "armed attacks"


def test_aligned_text_chooses_among_the_translations_of_a_word(lexicon: Lexicon) -> None:
    wanted, said = phrase("kapal dagang kuno", lexicon), {"kapal": {"vessel": 0.6, "ships": 0.1}}
    first = render(wanted, ATTESTED, lexicon, senses=lambda word: said.get(word, {})).renderings[0].text

    assert render(wanted, ATTESTED, lexicon).renderings[0].text.endswith("ship")
    assert first.endswith("vessel")


def test_aligned_text_translates_a_word_that_the_lexicon_has_not(lexicon: Lexicon) -> None:
    wanted, said = phrase("kebijakan pezwargonan nasional", lexicon), {"pezwargonan": {"zwargonisation": 0.7}}

    assert render(wanted, ATTESTED, lexicon, senses=lambda word: said.get(word, {})).renderings[0].text == (
        "national zwargonisation policy"
    )


def test_a_rare_link_of_aligned_text_translates_nothing(lexicon: Lexicon) -> None:
    wanted = phrase("kebijakan pezwargonan nasional", lexicon)

    assert render(wanted, ATTESTED, lexicon, senses=lambda _: {"zwargonisation": 0.05}).renderings == ()


def test_the_of_phrase_is_offered_beside_the_compound(lexicon: Lexicon) -> None:
    found = [r.text for r in render(phrase("pemimpin partai oposisi", lexicon), ATTESTED, lexicon).renderings]

    assert found[0] == "opposition party leader"
    assert any(text.startswith("leader of") for text in found)


def test_two_spellings_of_a_word_take_one_place(lexicon: Lexicon) -> None:
    found = [r.text for r in render(phrase("sel hemoglobin normal", lexicon), ATTESTED, limit=9).renderings]

    assert sum("haemoglobin" in text for text in found) > 0
    assert not any("hemoglobin" in text for text in found if "haemoglobin" not in text)


def test_a_rendering_says_which_part_became_what(lexicon: Lexicon) -> None:
    found = render(phrase("kebijakan hegemonik nasional", lexicon), ATTESTED).renderings[0]

    assert found.text == "national hegemonic policy"
    assert set(found.why) == {"nasional → national", "hegemonik → hegemonic", "kebijakan → policy"}


def test_a_name_in_capitals_is_a_name_in_english(lexicon: Lexicon) -> None:
    small, name = (
        render(phrase(text, lexicon), ATTESTED).renderings[0].text for text in ("operasi militer", "Operasi Militer")
    )

    assert (small, name) == ("military operation", "Military Operation")


def test_no_more_renderings_than_asked_for(lexicon: Lexicon) -> None:
    wanted = phrase("operasi militer khusus", lexicon)

    assert [len(render(wanted, ATTESTED, limit=limit).renderings) for limit in (1, 2, 3)] == [1, 2, 3]


def test_an_attestation_counts_words_in_a_row() -> None:
    seen = Attestation(["The armed forces; the armed forces of the state.", "Armed, forces"])

    assert (seen("armed forces"), seen("forces of the"), seen("forces armed"), seen("")) == (3, 1, 0, 0)


def test_a_long_phrase_is_as_frequent_as_its_rarest_three_words() -> None:
    seen = Attestation(["a b c d", "a b c", "b c d", "b c d"])

    assert (seen("a b c"), seen("b c d"), seen("a b c d")) == (2, 3, 2)


NOUNS = "perjanjian kemitraan kebijakan operasi kerja_sama ekonomi keamanan sanksi pezwargonan".split()
ADJECTIVES = "strategis komprehensif militer nasional regional bersenjata sepihak".split()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(NOUNS + ADJECTIVES), min_size=1, max_size=4), st.integers(1, 5))
def test_renderings_are_few_different_and_best_first_or_a_word_is_missing(following: list[str], limit: int) -> None:
    text = " ".join(["perjanjian", *following]).replace("_", " ")
    for found in phrases(parse(text, seeds())):
        composition = render(found, ATTESTED, limit=limit)
        scores = [rendering.score for rendering in composition.renderings]

        assert bool(composition.renderings) is not bool(composition.missing)
        assert len(scores) <= limit
        assert scores == sorted(scores, reverse=True)
        assert len({r.text.casefold() for r in composition.renderings}) == len(scores)
        assert composition == render(found, ATTESTED, limit=limit)
