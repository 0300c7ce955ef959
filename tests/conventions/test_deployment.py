"""What production is started from says what the code says."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.conventions.trees import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
NEEDED = {"SECRET_KEY": "a", "TICKET_SECRET": "b", "POSTGRES_PASSWORD": "c", "REDIS_PASSWORD": "d", "IECSITE_COMMIT": "e"}


def test_every_queue_has_a_worker_of_its_own():
    from iecsite.bell import QUEUES

    assert set(re.findall(r'"-Q", "(\w+)"', COMPOSE)) == QUEUES
    assert set(re.findall(r"^  worker-(\w+):", COMPOSE, re.MULTILINE)) == QUEUES


def test_redis_keeps_what_it_was_told():
    assert re.search(r"--appendonly\n\s+- \"yes\"", COMPOSE)


def test_compose_file_is_valid():
    compose = compose_command()
    if compose is None:
        if os.environ.get("CI"):
            pytest.fail("CI checks the compose file: install it with `make compose`")
        pytest.skip("neither docker-compose nor the compose plugin of Docker is installed on this machine (`make compose`)")
    run = subprocess.run([*compose, "config", "-q"], cwd=ROOT, env=os.environ | NEEDED, capture_output=True, text=True)

    assert run.returncode == 0, run.stderr


def compose_command():
    """The command of this machine that reads compose files; None when there is none."""
    if alone := shutil.which("docker-compose"):
        return [alone]
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        return None
    return [docker, "compose"]


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "TICKET_SECRET", "DATABASE_URL", "REDIS_URL", "EMAIL_HOST"]
)
def test_missing_production_setting_says_which_why_and_an_example(name):
    from iecsite.management.commands.check_production import EXAMPLE

    environment = {key: value for key, value in (os.environ | EXAMPLE).items() if key != name}
    run = subprocess.run(
        [sys.executable, "-c", "import iecsite.settings"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    last = run.stderr.strip().splitlines()[-1]
    assert run.returncode == 1
    assert f"{name} is not set. It is needed because " in last
    assert f"Example: {name}=" in last


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("EMAIL_PORT", "smtp", "EMAIL_PORT is 'smtp'; it takes a whole number. Example: EMAIL_PORT=25"),
        ("EMAIL_USE_TLS", "maybe", "EMAIL_USE_TLS is 'maybe'; it takes yes or no. Example: EMAIL_USE_TLS=yes"),
        ("IECSITE_ENV", "staging", "IECSITE_ENV is 'staging'; it takes development or production."),
        ("SECRET_KEY", "   ", "SECRET_KEY is not set. It is needed because "),
    ],
)
def test_wrong_production_setting_says_what_it_takes(name, value, sentence):
    from iecsite.management.commands.check_production import EXAMPLE

    environment = os.environ | EXAMPLE | {name: value}
    run = subprocess.run(
        [sys.executable, "-c", "import iecsite.settings"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert run.returncode == 1
    assert sentence in run.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("name", ["requirements/runtime.txt", "requirements/development.txt"])
def test_lock_file_has_hashes_and_names_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "://" not in text
    pinned = re.findall(r"^[a-z0-9][\w.\-\[\]]*==", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start, end = lines.index("dependencies = ["), lines.index("[tool.ruff]")
    listed = [number for number in range(start, end) if re.match(r'^  "[a-z]', lines[number])]

    assert listed
    for number in listed:
        before = number - 1
        while re.match(r'^  "', lines[before]):
            before -= 1
        assert lines[before].strip().startswith("#"), lines[number]
