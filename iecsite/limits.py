"""How often one address may ask in a minute: counted in Redis, so that every web process knows what the others saw."""

import hashlib
import hmac
import logging
from functools import cache

import redis
from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS = 60


def seconds_to_wait(kind: str, address: str, *, most: int) -> int:
    """
    Count one request of an address, and say how many seconds it has to wait; 0 when it may go on.

    The address itself is not kept: its digest is, for a minute. While Redis is away everybody may go on.

    :param kind: what is counted, apart from everything else
    :param most: requests in a minute; 0: no limit
    """
    if not most:
        return 0
    key = f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}limit:{kind}:{_digest(address)}"
    try:
        line = _line()
        number = line.incr(key)
        if number == 1:
            line.expire(key, SECONDS)
        if number <= most:
            return 0
        left = line.ttl(key)
        if left < 0:
            # Its process died between counting and saying until when.
            line.expire(key, SECONDS)
        return max(1, left)
    except redis.RedisError as away:
        logger.warning("Requests are not counted: Redis did not answer (%s).", type(away).__name__)
        return 0


@cache
def _line() -> redis.Redis:
    # Finding the broker sets the address of an embedded one.
    return redis.Redis.from_url(current_app.conf.broker_url, socket_timeout=0.2, socket_connect_timeout=0.2)


def _digest(address: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:24]
