"""Small numbers of persons: outcomes under a limit are told as "fewer than", alike on pages, in files and by the API."""


def banded(number: int, *, under: int) -> str:
    """
    A number of persons as it may be told: itself, or `<10` where it is under the limit (0 among them).

    Pool sizes, invitations and quotas are not banded: they are told exactly.
    """
    return str(number) if number >= under else f"<{under}"
