"""Numbers of passports, as people type them."""


def passport_key(number: str) -> str:
    """A passport number as a search compares it: letters and digits alone, in capitals."""
    return "".join(character for character in number.upper() if character.isalnum())
