"""The web server on the settings of production, asked as the compose file asks it whether it is well."""

import os
import subprocess
import sys

import psycopg
import pytest
import yaml

from iecsite.management.commands.check_production import EXAMPLE
from tests.factories import people
from tests.faults.house import ROOT

SERVERS = {"DATABASE_URL", "REDIS_URL", "EMAIL_HOST"}
HOSTS = "www.iec.example.org, iec.example.org"


@pytest.mark.timeout(120)
def test_health_check_of_the_compose_file_passes_and_fails_with_the_database(house):
    more = {name: value for name, value in EXAMPLE.items() if name not in SERVERS}
    house.smtp_port = 25
    house.web(**more | {"ALLOWED_HOSTS": HOSTS})
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    _cmd, _python, *words = compose["services"]["web"]["healthcheck"]["test"]
    words = [word.replace(":8000/", f":{house.web_port}/") for word in words]

    def is_well():
        environment = os.environ | {"ALLOWED_HOSTS": HOSTS}
        return subprocess.run([sys.executable, *words], env=environment, capture_output=True).returncode == 0

    assert is_well()
    house.postgres.stop()
    assert not is_well()
    house.postgres.ensure()
    assert is_well()


def test_log_of_the_database_names_nobody(house, noon):
    people.account(at=noon, email="qxmail-marker@example.org")
    with house.line() as line:
        for refused in (
            "UPDATE profiles_user SET email = email || NULL WHERE email = 'qxmail-marker@example.org'",
            "INSERT INTO profiles_user SELECT * FROM profiles_user",
            "SELECT 'qxmail-marker@example.org'::int",
        ):
            with pytest.raises(psycopg.Error):
                line.execute(refused)

    assert house.postgres.log.exists()
    assert "qxmail" not in house.postgres.log.read_text()
