"""
Letters of other scripts in Latin ones: Cyrillic and Arabic by ICAO Doc 9303, part 3, section 6 (8th edition, read 2026-11-23),
Greek by ELOT 743, as Greek passports write names, kana and Hangul by their sound. Han signs have no rule.
"""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = (
    "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch "
    "ъ=ie ы=y ь= э=e ю=iu я=ia ґ=g є=ie і=i ї=i ј=j љ=lj њ=nj ћ=c ђ=d џ=dz ў=u ѓ=g ќ=k ѕ=dz"
)
_ARABIC = (
    "ء= آ=aa أ=a ؤ=u إ=i ئ=i ا=a ب=b ة=h ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=e غ=gh ف=f ق=q "
    "ك=k ل=l م=m ن=n ه=h و=w ى=a ي=y"
)
_GREEK = "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
# Small letter -> what it is written as, in small letters.
LETTERS = dict(pair.split("=") for pair in f"{_CYRILLIC} {_ARABIC} {_GREEK}".split())

# Greek letters that their neighbour changes, by what they become: ου, αυ ευ ηυ, γγ γξ γχ, and μπ where a word begins.
_PAIR = re.compile(
    r"(?P<u>(?<=ο)[υύ])|(?P<v>(?<=[αεη])[υύ](?=[αάεέηήιίϊΐοόυύϋΰωώβγδζλμνρ]))|(?P<f>(?<=[αεη])[υύ])|(?P<n>γ(?=[γξχ]))"
    r"|(?P<b>(?<!\w)μπ)",
    re.IGNORECASE,
)

# Hangul syllables and kana bear their sound in their Unicode name.
_SOUND = re.compile(r"(?:HANGUL SYLLABLE|(?:HALFWIDTH )?(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) ([A-Z]+)")


def greek_pairs(text: str) -> str:
    """Composed text (NFC) with those Greek letters in Latin ones that their neighbour changes: Παύλος is Παvλος."""
    return _PAIR.sub(_beside, text)


def sound(letter: str) -> str:
    """The sound of a sign that stands for one, in capitals; empty for any other letter."""
    found = _SOUND.match(unicodedata.name(letter, ""))
    return found[1] if found else ""


def _beside(found: re.Match[str]) -> str:
    written = str(found.lastgroup)
    return written if found[0][0].islower() else written.upper()
