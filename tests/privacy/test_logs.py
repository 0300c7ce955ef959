"""What would name a person is taken out of every line that a log keeps."""

import io
import logging
import os
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction

from iecsite.logs import NoPersonalData, PlainFormatter, scrubbed
from profiles.models import User
from tests.conventions.trees import ROOT
from tests.factories import people


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Refused camille.exemple@example.org at the door", "Refused [address] at the door"),
        ("From: Camille <camille@example.org>", "From: Camille <[address]>"),
        ("'o.neil+iec@mail.example.org',", "'[address]',"),
        ("passport AB1234567 expired", "passport [number] expired"),
        ("passport 12AB34567 of FR", "passport [number] of FR"),
        ("passport 123456789 of US", "passport [number] of US"),
        ("round 2026-004 froze 5000 candidacies", "round 2026-004 froze 5000 candidacies"),
        ("application W004512367 was sent", "application W004512367 was sent"),
        (
            "Error: /fr/compte/password/reset/key/1-c9x/",
            "Error: /fr/compte/password/reset/key/[key]/",
        ),
        (
            "Error: /en/account/password/reset/key/done/",
            "Error: /en/account/password/reset/key/[key]/",
        ),
        (
            "Task close_profiles[b4436405-feda-4346-b40e-123456789012] succeeded",
            "Task close_profiles[b4436405-feda-4346-b40e-123456789012] succeeded",
        ),
        ("POST /en/invitation/17/ 302", "POST /en/invitation/17/ 302"),
        (
            'duplicate key value violates "user_email"\nDETAIL:  Key (lower(email))=(camille@example.org) already exists.\nat',
            'duplicate key value violates "user_email"\nDETAIL: [left out]\nat',
        ),
        ('CONTEXT:  COPY profiles_profile, line 3: "7 Exemple Camille"', "CONTEXT: [left out]"),
    ],
)
def test_line_is_scrubbed(said, kept):
    assert scrubbed(said) == kept


@pytest.fixture
def log():
    """A logger set up like those of the site, and what it wrote."""
    written = io.StringIO()
    keeper = logging.StreamHandler(written)
    keeper.addFilter(NoPersonalData())
    keeper.setFormatter(PlainFormatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("tests.privacy")
    logger.addHandler(keeper)
    logger.propagate = False
    yield logger, written
    logger.removeHandler(keeper)
    logger.propagate = True


def test_arguments_of_a_message_are_scrubbed(log):
    logger, written = log
    logger.warning("%s signed in with %s", "camille@example.org", "AB1234567")

    assert written.getvalue() == "WARNING [address] signed in with [number]\n"


@pytest.mark.django_db
def test_traceback_of_the_database_names_nobody(log, noon):
    logger, written = log
    people.account(at=noon, email="camille-exemple@example.org")
    try:
        with transaction.atomic():
            User(email="camille-exemple@example.org").save()
    except IntegrityError:
        logger.exception("An account could not be made")

    assert "IntegrityError" in written.getvalue()
    assert "DETAIL: [left out]" in written.getvalue()
    assert "camille-exemple" not in written.getvalue()


WORKER = """
import logging, django
django.setup()
from iecsite.celery import app
app.log.setup(loglevel="INFO", redirect_stdouts=False)
logging.getLogger("celery.app.trace").error("Task refused %s with AB1234567", "camille@example.org")
"""


def test_worker_keeps_its_log_like_the_site():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "iecsite.settings"}
    run = subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert "Task refused [address] with [number]" in run.stderr
    assert "camille" not in run.stderr + run.stdout
