"""
What staff search for, kept out of addresses: a name or a number of a passport in one would stay in logs and histories.

The words lie in the session; the address bears the key under which they lie there, so that filters, pages and the way back work.
"""

import secrets

from django.http import HttpRequest

KEPT = 20
SESSION = "searches"
MARK = "s."


def keep(request: HttpRequest, words: str) -> str:
    """Keep the words of a search in the session and return the key for the address; the last twenty are kept."""
    kept = dict(list(request.session.get(SESSION, {}).items())[1 - KEPT :])
    key = MARK + secrets.token_urlsafe(9)
    request.session[SESSION] = kept | {key: words[:200]}
    return key


def words_of(request: HttpRequest, term: str) -> str:
    """The words behind a key of this session; a term that is no key is what somebody wrote into an address by hand."""
    return request.session.get(SESSION, {}).get(term, term)
