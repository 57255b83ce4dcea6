"""Names, apart from the terms: what they are names of, how often each was met, and where."""

from __future__ import annotations

import pytest

from glossary.lexicon import Lexicon
from glossary.names import Names
from glossary.parts import parse


def listed(lexicon: Lexicon, *sentences: str) -> dict[str, tuple[str, int]]:
    """The names of sentences, each of a document of its own: kind and count."""
    names = Names()
    for number, sentence in enumerate(sentences):
        names.note(parse(sentence, lexicon), f"{number}.txt")
    return {one["name"]: (one["kind"], one["seen"]) for one in names.listed()}


@pytest.mark.parametrize(
    ("sentence", "name", "kind"),
    [
        ("Kemarin Presiden Helmi Sandorang tiba.", "Helmi Sandorang", "person"),
        ("Kemarin Presiden Rusia Vladimir Sandorov tiba.", "Vladimir Sandorov", "person"),
        ("Menurut dia, Sandorang mengatakan hal itu.", "Sandorang", "person"),
        ("Kapal itu tiba di Marowai kemarin.", "Marowai", "place"),
        ("Mereka bertolak ke Jepang kemarin.", "Jepang", "place"),
        ("Kemarin laporan KCNA menyebut hal itu.", "KCNA", "organisation"),
        ("Resolusi itu disetujui oleh Dewan Keamanan kemarin.", "Dewan Keamanan", "organisation"),
        ("Kemarin kapal Walintara berlayar.", "Walintara", ""),
    ],
)
def test_what_stands_around_a_name_tells_what_it_is_the_name_of(
    sentence: str, name: str, kind: str, lexicon: Lexicon
) -> None:
    assert listed(lexicon, sentence)[name] == (kind, 1)


def test_days_months_and_the_beginning_of_a_sentence_are_no_names(lexicon: Lexicon) -> None:
    assert listed(lexicon, "Perundingan dibuka pada Selasa di bulan Maret.") == {}


def test_a_surname_alone_is_counted_with_the_one_full_name(lexicon: Lexicon) -> None:
    found = listed(lexicon, "Kemarin Presiden Helmi Sandorang tiba.", "Kata dia, Sandorang mengatakan hal itu.")

    assert found == {"Helmi Sandorang": ("person", 2)}


def test_a_surname_of_two_people_stays_alone(lexicon: Lexicon) -> None:
    found = listed(
        lexicon,
        "Kemarin Presiden Helmi Sandorang tiba.",
        "Kemarin Menteri Tuti Sandorang tiba.",
        "Kata dia, Sandorang mengatakan hal itu.",
    )

    assert {name: seen for name, (_, seen) in found.items()} == {
        "Helmi Sandorang": 1,
        "Tuti Sandorang": 1,
        "Sandorang": 1,
    }


def test_people_come_first_and_the_most_frequent_before_the_others(lexicon: Lexicon) -> None:
    names = Names()
    for document in ("a.txt", "b.txt"):
        names.note(parse("Kapal itu tiba di Marowai kemarin.", lexicon), document)
    names.note(parse("Kapal itu tiba di Jepang kemarin.", lexicon), "b.txt")
    names.note(parse("Kemarin Presiden Helmi Sandorang tiba.", lexicon), "b.txt")

    assert names.listed() == [
        {"name": "Helmi Sandorang", "kind": "person", "seen": 1, "documents": ["b.txt"]},
        {"name": "Marowai", "kind": "place", "seen": 2, "documents": ["a.txt", "b.txt"]},
        {"name": "Jepang", "kind": "place", "seen": 1, "documents": ["b.txt"]},
    ]
