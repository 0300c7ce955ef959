"""
Rings the bell of a worker. The row is the job: a message only says that there is something to do.

Nothing is lost when the broker is away: the sweep in the beat schedule finds what a lost message left. This is the one module
that sends a Celery message; a test looks for others.
"""

import logging

from celery import current_app
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

QUEUES = {"draw", "mail", "files", "default"}
# Somebody waits for their page: a broker that does not answer at once gets no second try. (Kombu's own tries take six seconds.)
IMPATIENT = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "connect_retries_timeout": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
}


def ring(task: str, *, queue: str) -> bool:
    """
    Wake a worker for a scheduled task ("rounds.tasks.advance_rounds") now, beside its schedule, on one of the four queues.

    Call it after the operation has returned, never inside one.

    :returns: whether the broker took the message; False is no error, the sweep will find the row
    """
    if queue not in QUEUES:
        raise ValueError(f"No queue named {queue!r}.")
    try:
        with current_app.connection_for_write(transport_options=IMPATIENT) as line:
            current_app.send_task(task, kwargs={"at_once": True}, queue=queue, retry=False, connection=line)
    except (KombuError, RedisError, OSError):
        logger.warning("The broker did not take %s; the sweep will find the work.", task)
        return False
    return True
