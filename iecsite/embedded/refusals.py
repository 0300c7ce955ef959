"""Why a server cannot be had, in words."""

import errno

# What the end of a server's log may say, and what that means to the reader.
MEANINGS = (
    ("No space left on device", "the disk is full; free some space"),
    ("Check free disk space", "the disk is full; free some space"),
    (
        "incompatible with server",
        "its files were made by another version; run `make clean-local` to begin anew",
    ),
    (
        "Permission denied",
        "a file or folder is closed to it; run it as the user who made that folder",
    ),
    (
        "Operation not permitted",
        "the system does not let root run it as another user; run it as an ordinary user",
    ),
    (
        "could not look up effective user ID",
        "the user as whom it runs has no name here, which it wants; add one to /etc/passwd, or run it as another user",
    ),
    ("Cannot allocate memory", "there is too little memory; end other programs"),
)


class EmbeddedServerError(Exception):
    """An embedded server cannot be had. The message says why and what to do, and ends with the last of its log."""


def meaning_of_log(said: str) -> str:
    """Return why a server did not start, from what it wrote to its log."""
    return next((meaning for words, meaning in MEANINGS if words in said), "it did not start; see the end of its log")


def meaning_of(trouble: OSError) -> str:
    """Return what the system refused, and what to do, for a sentence."""
    if trouble.errno == errno.ENOSPC:
        return f"the disk is full, so that {trouble.filename or 'a file'} could not be written; free some space"
    if isinstance(trouble, PermissionError):
        return (
            f"{trouble.filename or 'a file in there'} belongs to another user; run the project as that user, or let "
            "that user remove the folder"
        )
    return f"{trouble}; put that right"
