"""The compose file and the image, read as what they are: services, queues, secrets and connections fit together."""

import json
import re
from pathlib import PurePosixPath

import pytest
import yaml

from iecsite.bell import QUEUES
from iecsite.management.commands.check_production import EXAMPLE
from tests.conventions.trees import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SERVICES = COMPOSE["services"]
WORKERS = {f"worker-{queue}" for queue in QUEUES}
OURS = {"migrate", "web", "beat", *WORKERS}
# Keys of a service that the compose specification knows and that are used here.
KNOWN = {
    "build", "image", "restart", "environment", "volumes", "depends_on", "command", "ports", "healthcheck", "profiles",
    "stop_grace_period",
}  # fmt: skip
# PostgreSQL's own default, of which three are kept for its superuser.
CONNECTIONS = 100 - 3


def option(words, name):
    return words[words.index(name) + 1]


def web_command():
    return json.loads(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE).group(1))


def seconds(span):
    return int(re.fullmatch(r"(\d+)s", span).group(1))


def test_the_services_are_those_of_the_readme():
    assert set(SERVICES) == {"postgres", "redis", "mail"} | OURS
    assert SERVICES["mail"]["profiles"] == ["trial"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_is_well_formed(name):
    service = SERVICES[name]
    assert set(service) <= KNOWN
    assert {"image"} <= set(service)
    for other in service.get("depends_on", {}):
        assert other in SERVICES
    for volume in service.get("volumes", []):
        assert volume.split(":")[0] in COMPOSE["volumes"]
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), "only the proxy before it is reached from outside"


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_process_of_ours_has_what_production_needs(name):
    assert set(EXAMPLE) <= set(SERVICES[name]["environment"])
    assert SERVICES[name]["environment"]["IECSITE_ENV"] == "production"


# What belongs to one machine or to a developer's, or has its place in the image.
OF_ONE_MACHINE = {
    "IECSITE_DATABASE", "IECSITE_DEBUG", "IECSITE_LOCAL", "IECSITE_QUEUE_PREFIX", "IECSITE_TEST_DATABASE", "MEDIA_ROOT",
    "PUBLIC_DIR", "STATIC_ROOT", "STRIPE_API", "IECSITE_ROLE",
}  # fmt: skip


def test_every_setting_can_be_given_to_every_process():
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "iecsite/settings.py").read_text(encoding="utf-8")))

    assert len(read) > 25
    for name in OURS:
        assert read - OF_ONE_MACHINE <= set(SERVICES[name]["environment"])


def test_the_readme_tells_what_can_be_set():
    told = set(re.findall(r"`([A-Z0-9_]{5,})`", (ROOT / "README.md").read_text(encoding="utf-8")))

    assert set(SERVICES["web"]["environment"]) - {"IECSITE_ENV", "IECSITE_ROLE", "SECURE_SSL_REDIRECT"} <= told


@pytest.mark.parametrize("name", sorted(WORKERS))
def test_worker_serves_its_queue_and_may_end_what_it_has_in_hand(name, settings):
    service = SERVICES[name]
    assert option(service["command"], "-Q") == name.removeprefix("worker-")
    assert service["environment"]["IECSITE_ROLE"] == "worker"
    assert seconds(service["stop_grace_period"]) > settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT


def test_one_beat_and_its_notes_outlast_its_container():
    """Without them a task that comes once an hour waits an hour more each time that beat is made anew."""
    assert [name for name, service in SERVICES.items() if "beat" in service.get("command", [])] == ["beat"]
    folders = {volume.split(":")[1] for volume in SERVICES["beat"]["volumes"]}
    assert str(PurePosixPath(option(SERVICES["beat"]["command"], "--schedule")).parent) in folders
    # Where the image lets a process without privileges write.
    assert "chown -R iec /data" in DOCKERFILE
    assert folders == {"/data"}


def test_redis_keeps_its_messages_and_asks_for_a_password():
    words = SERVICES["redis"]["command"]
    assert option(words, "--appendonly") == "yes"
    assert option(words, "--maxmemory-policy") == "noeviction"
    assert option(words, "--requirepass").startswith("${REDIS_PASSWORD:?")
    assert "redis:/data" in SERVICES["redis"]["volumes"]


def test_postgres_quotes_no_rows_in_its_log():
    from iecsite.embedded import postgres

    quiet = {f"{name}={value}" for name, value in postgres.settings().items() if re.match(r"log_(min|error|parameter)", name)}
    assert len(quiet) == 4
    assert quiet <= set(SERVICES["postgres"]["command"])
    assert "--data-checksums" in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_no_secret_is_written_down_and_each_says_what_to_set():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for secret in ("SECRET_KEY", "TICKET_SECRET", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        found = set(re.findall(rf"\$\{{{secret}\b([^}}]*)\}}", text))
        assert found
        assert all(rest.startswith(":?set ") for rest in found), secret


def test_connections_stay_under_the_limit_of_the_server():
    web = int(option(web_command(), "--workers")) * int(option(web_command(), "--blocking-threads"))
    # A worker's children, and its first process while it starts.
    workers = sum(int(option(SERVICES[name]["command"], "-c")) + 1 for name in WORKERS)
    beat, migration, by_hand = 1, 1, 5
    assert web + workers + beat + migration + by_hand <= CONNECTIONS // 2, "two releases run side by side during an update"


def test_connections_of_the_site_on_one_machine_stay_under_the_limit_too():
    from iecsite.embedded import postgres
    from iecsite.management.commands import serve

    assert option(serve.web(1).words, "--blocking-threads") == str(serve.WEB_THREADS)
    assert option(serve.worker().words, "-c") == str(serve.WORKER_PROCESSES)
    assert int(postgres.settings()["max_connections"]) - 3 >= serve.WEB_THREADS + serve.WORKER_PROCESSES + 1 + 1 + 1


def test_image_runs_as_nobody_special_and_holds_no_secret():
    final = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER (?!root)\w+$", final, re.MULTILINE)
    assert not re.search(r"SECRET|PASSWORD", final)


@pytest.mark.parametrize("left_out", [".git", ".local", ".venv"])
def test_image_is_built_without_what_belongs_to_one_machine(left_out):
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert left_out in {line.strip().rstrip("/") for line in lines}
