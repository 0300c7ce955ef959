"""
Text as letters can print it: Latin letters with their accents.

Names and addresses stand in letters as in the machine-readable lines of a passport; a character of another script is
written in Latin letters, and one for which there is no rule becomes a question mark. Nothing is ever an error.
"""

from __future__ import annotations

import re
import unicodedata

# What the font of the letters has in every weight that they use; a test prints each of them.
_PRINTED = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u024f\u0259\u02bb\u02bc\u1e00-\u1eff"
    "\u2010-\u2016\u2018-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac]"
)

# Transliterations of ICAO Doc 9303, part 3, section 6 (8th edition, read 2026-11-23).
_CYRILLIC = (
    "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch "
    "ъ=ie ы=y ь= э=e ю=iu я=ia ґ=g є=ie і=i ї=i ј=j љ=lj њ=nj ћ=c ђ=d џ=dz ў=u ѓ=g ќ=k ѕ=dz"
)
_ARABIC = (
    "ء= آ=aa أ=a ؤ=u إ=i ئ=i ا=a ب=b ة=h ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=e غ=gh ف=f ق=q "
    "ك=k ل=l م=m ن=n ه=h و=w ى=a ي=y"
)
# ELOT 743, as Greek passports write names; the pair for ou is looked for first.
_GREEK = "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
_OTHER_SCRIPTS = dict(pair.split("=") for pair in f"{_CYRILLIC} {_ARABIC} {_GREEK}".split())
_GREEK_OU = re.compile("(?<=[οΟ])[υύΥΎ]")

# Hangul syllables and kana bear their sound in their Unicode name.
_SOUND = re.compile(r"(?:HANGUL SYLLABLE|(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) ([A-Z]+)")

_LONGEST_WORD = 40
_LONG_WORD = re.compile(rf"(\S{{{_LONGEST_WORD}}})(?=\S)")
_BREAK_HERE = "\u200b"


def latin(text: str) -> str:
    """Text in Latin letters, on one line, with spaces made single and without what cannot be seen."""
    composed = _GREEK_OU.sub(lambda found: "u" if found[0].islower() else "U", unicodedata.normalize("NFC", text))
    # Line ends and tabs are spaces; a no-break space stays one, French needs it.
    spaced = re.sub(r"[^\S\u00a0]+", " ", composed)
    written = "".join(letter if _PRINTED.fullmatch(letter) else _transliterated(letter) for letter in spaced)
    return re.sub(" {2,}", " ", written).strip()


def breakable(text: str) -> str:
    """The same text, which may be broken inside words that no line could hold."""
    return _LONG_WORD.sub(rf"\1{_BREAK_HERE}", text)


def _transliterated(letter: str) -> str:
    if letter.lower() in _OTHER_SCRIPTS:
        return _in_other_script(letter)
    # Marks, directions, invisible joiners and control characters say nothing on paper.
    if unicodedata.category(letter)[0] in "CM":
        return ""
    if sound := _SOUND.match(unicodedata.name(letter, "")):
        return sound[1].lower()
    parts = (part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return "".join(part if _PRINTED.fullmatch(part) else _in_other_script(part) for part in parts)


def _in_other_script(letter: str) -> str:
    written = _OTHER_SCRIPTS.get(letter.lower(), "?")
    return written if letter == letter.lower() else written.capitalize()
