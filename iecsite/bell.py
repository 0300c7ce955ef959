"""
Rings the bell of a worker. The row is the job: a message only says that there is something to do, and carries ids.

Nothing is lost when the broker is away: the sweep in the beat schedule finds what a lost message left. This is the one module
that sends a Celery message; a test looks for others.
"""

import logging

from celery import current_app
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

QUEUES = {"draw", "mail", "files", "default"}


def ring(task: str, *, queue: str, **ids: int) -> bool:
    """
    Wake a worker for `task` ("rounds.tasks.advance_rounds") on one of the four queues.

    Call it after the operation has returned, never inside one.

    :param ids: primary keys only, no personal data
    :returns: whether the broker took the message; False is no error, the sweep will find the row
    """
    if queue not in QUEUES:
        raise ValueError(f"No queue named {queue!r}.")
    try:
        current_app.send_task(task, kwargs=ids, queue=queue, retry=False)
    except (KombuError, RedisError, OSError):
        logger.warning("The broker did not take %s; the sweep will find the work.", task)
        return False
    return True
