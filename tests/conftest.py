"""What every test may use. Real PostgreSQL, real Redis, no network."""

import os
from datetime import UTC, datetime

os.environ.setdefault("IECSITE_EMBEDDED_FSYNC", "off")
os.environ.setdefault("IECSITE_QUEUE_PREFIX", f"test-{os.getpid()}:")

import pytest

from iecsite.catalogue import compile_stale

# Monday of the second week of rounds of the 2026 season, at noon Eastern.
NOON = datetime(2026, 2, 2, 17, 0, tzinfo=UTC)


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        compile_stale()


@pytest.fixture
def noon() -> datetime:
    """A fixed moment inside the 2026 season."""
    return NOON


@pytest.fixture(autouse=True)
def _files_of_a_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PUBLIC_DIR = tmp_path / "public"
    settings.MAILBOX_DIR = tmp_path / "mail"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
