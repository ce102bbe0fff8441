"""Names as people have them, and as they are mistyped; the same thousand each time."""

from __future__ import annotations

from random import Random

COUNT = 1000
GIVEN = (
    *(
        "Ava",
        "Tom",
        "Wayne",
        "Zoë",
        "Siân",
        "Ffion",
        "Llŷr",
        "Siwan",
        "Caoimhe",
        "Niamh",
        "Pádraig",
        "Łukasz",
        "Żaneta",
    ),
    *(
        "Świętopełk",
        "Małgorzata",
        "Šárka",
        "Jiří",
        "Đorđe",
        "Ștefan",
        "Nguyễn",
        "Phạm Thị",
        "İbrahim",
        "Gülşen",
        "Åse",
    ),
    *(
        "Jean-Luc",
        "Mary Ann",
        "T’Challa",
        "D'Arcy",
        "Yves",
        "LaToya",
        "Vytautė",
        "Þóra",
        "Ġorġ",
        "Ŵyn",
        "Ḃríd",
        "ßill",
    ),
)
SURNAMES = (
    *(
        "O’Neill",
        "O'Brien",
        "Smith-Jones",
        "ap Gwyn",
        "ŵr Tŷ",
        "Brzęczyszczykiewicz",
        "van der Waals",
        "McWilliams",
        "Ó Súilleabháin",
    ),
    *(
        "Muñoz",
        "Çelik",
        "Fußer",
        "Ångström",
        "Dvořák",
        "Horváth",
        "Wójcik",
        "Trần",
        "Kovačević",
        "Jørgensen",
        "Ta",
        "Yo, AVATAR",
    ),
)
ELSEWHERE = (
    *(
        "محمد الأحمد",
        "שרה כהן",
        "王小明",
        "田中 さくら",
        "김민준",
        "Иван Петров",
        "Ελένη Παπά",
        "अनिता शर्मा",
        "Sam 🙂",
        "👩‍👩‍👧 Family",
    ),
    *(
        "Zoe\u0301 Decomposed",
        "Two  Spaces",
        "\u202eright to left",
        "Zero\u200bWidth",
        "ﬁne Ligature",
        "Soft\u00adHyphen",
        "12345",
        "A\u00a0B",
    ),
    *("<b>Bobby</b> & Söhne", "Mixed محمد Smith"),
)


LATIN = ((0x41, 0x5A), (0xC0, 0x17F), (0xC0, 0x17F), (0x20, 0x7E))
WORDS = (1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 9)


def thousand() -> list[str]:
    chance = Random("names on certificates")  # noqa: S311  # the same names each time
    names = [f"{given} {surname}" for given in GIVEN for surname in SURNAMES] + list(ELSEWHERE)
    while len(names) < COUNT:
        names.append(" ".join(_word(chance) for _ in range(chance.choice(WORDS))))
    return names[:COUNT]


def _word(chance: Random) -> str:
    letters = [chr(chance.randint(*chance.choice(LATIN))) for _ in range(chance.randint(1, 3))]
    letters += [chance.choice("aeioutrnslfidywv") for _ in range(chance.randint(0, 6))]
    return "".join(letters).strip() or "X"
