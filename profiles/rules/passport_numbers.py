"""Numbers of passports, as people type them."""

import unicodedata


def passport_key(number: str) -> str:
    """A passport number as a search compares it: letters and digits alone, in capitals, those of full width as the plain ones."""
    return "".join(character for character in unicodedata.normalize("NFKC", number).upper() if character.isalnum())
