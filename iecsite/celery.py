"""The Celery app and the beat table: every sweep and how often, in one place."""

import os
import sys
import warnings

from celery import Celery, signals
from celery.platforms import SecurityWarning
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iecsite.settings")
# Before the settings are read: the role decides how long a statement may take and a lock be waited for.
if "celery" in sys.argv[0] and {"worker", "beat"} & set(sys.argv[1:]):
    os.environ.setdefault("IECSITE_ROLE", "worker")

# In a container, or on a machine with one user, a worker runs as root; messages are JSON without code, so nothing is gained
# by a warning at each start.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("iecsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def _keep_our_logs(**_ignored: object) -> None:
    """Django has set the logs up, with personal data taken out; that somebody listens here keeps Celery from replacing them."""


@signals.worker_init.connect
def _leave_quietly(**_ignored: object) -> None:
    """Its farewell passes by the logs, straight to the screen, into the account that the demonstration gives of itself."""
    from celery.apps import worker  # only a worker needs it

    worker.safe_say = lambda *_words: None


@app.on_after_configure.connect
def _find_the_broker(sender: Celery, **_ignored: object) -> None:
    from django.conf import settings  # at import time the settings may not be read yet

    if settings.REDIS_URL:
        sender.conf.broker_url = settings.REDIS_URL
    else:
        from iecsite.embedded import redis  # starts a server: only when one is needed

        sender.conf.broker_url = redis.url()
    sender.conf.task_queues = [Queue(name) for name in ("default", "draw", "mail", "files")]


@app.on_after_finalize.connect
def _write_the_schedule(sender: Celery, **_ignored: object) -> None:
    from iecsite.beat import SCHEDULE  # filled in when the tasks were found

    sender.conf.beat_schedule = {
        name: {"task": name, "schedule": seconds, "options": {"queue": queue, "expires": seconds}}
        for name, (seconds, queue) in sorted(SCHEDULE.items())
    }
