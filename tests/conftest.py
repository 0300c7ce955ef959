"""What every test may use. Real PostgreSQL, real Redis, the whole programme loaded, no network."""

import gc
import hashlib
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("IECSITE_EMBEDDED_FSYNC", "off")
os.environ.setdefault("IECSITE_QUEUE_PREFIX", f"test-{os.getpid()}:")

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from iecsite.catalogue import compile_stale
from tests.browser import chromium

# No test is timed, not even the making of its examples: a busy machine is no fault of theirs.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
# No test cuts the power: no file that this process writes needs to outlast that, and no row of its database does.
os.fsync = lambda _file: None

ROOT = Path(__file__).resolve().parent.parent
# Files whose tests look at one thing that is made once.
MADE_ONCE = {"tests/applications/management/test_demo.py"}
# Monday of the third week of rounds of the 2026 season, at noon Eastern.
NOON = datetime(2026, 2, 2, 17, 0, tzinfo=UTC)
# Tables that the programme fills once for all tests; a test that commits clears every other one behind it.
KEPT = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "profiles_agreement",
    "profiles_country",
    "applications_fee",
    "rounds_pool",
    "rounds_quotachange",
    "rounds_season",
}
# Those of them that a test may change, as they were loaded.
programme_rows: dict[type, dict] = {}
# The versions of those rows when they were last seen to be so.
programme_versions: list[tuple[str, ...]] = []


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        compile_stale()


def pytest_collection_finish(session):
    """What was imported and collected stays: the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_xdist_make_scheduler(config, log):
    """
    Tests of one file that share what takes a minute to make go to one worker.

    The marks of groups say so too, but this release of pytest and that of its workers do not agree on them.
    """
    from xdist.scheduler import LoadGroupScheduling

    class ByFile(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return path if path in MADE_ONCE else nodeid

        def _reschedule(self, node) -> None:
            # Else each test that ends walks through all that ended before it.
            work = self.assigned_work[node]
            for scope in [scope for scope, ended in work.items() if all(ended.values())]:
                del work[scope]
            super()._reschedule(node)

    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """
    A database for this process, copied from a template that has every migration and the whole programme.

    The template is made once for each state of migrations and programme files, so that a run starts in a second.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    base = connection.settings_dict["TEST"]["NAME"]
    name = f"{base}_{worker}"
    original = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        template = _template(base)
        _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection.settings_dict["NAME"] = name
        for model in _programme():
            programme_rows[model] = {row[model._meta.pk.attname]: row for row in model.objects.values()}
        programme_versions[:] = [_versions()]
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = original
        _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated_template(django_db_setup) -> str:
    """Name of a database with every migration and nothing else, to copy where a command would apply them all again."""
    return _named(connection.settings_dict["TEST"]["NAME"], "empty")


def _named(base: str, what: str) -> str:
    """The template of the present state of migrations and programme files, with the programme in it or `empty`."""
    sources = [
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(ROOT.glob("*/programme/*.csv")),
        *sorted(ROOT.glob("*/operations/programme.py")),
        ROOT / "rounds/operations/seasons.py",
        ROOT / "rounds/operations/quotas.py",
        ROOT / "iecsite/roles.py",
        # It names the apps of others, whose migrations are not among ours.
        ROOT / "iecsite/settings.py",
    ]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    return f"{base}_{what}_{digest}"


def _template(base: str) -> str:
    from django.core.management import call_command

    from applications.management.commands.load_programme import read_files
    from applications.operations import programme

    name, empty = _named(base, "template"), _named(base, "empty")
    with closing(_server()) as server:
        server.execute("SELECT pg_advisory_lock(20260202)")
        if len(server.execute("SELECT 1 FROM pg_database WHERE datname IN (%s, %s)", [name, empty]).fetchall()) == 2:
            return name
        kinds = [f"{base}_template_%", f"{base}_empty_%"]
        for (old,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE ANY(%s)", [kinds]).fetchall():
            server.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        unfinished = f"{base}_unfinished"
        server.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{unfinished}"')
        original = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = unfinished
        try:
            call_command("migrate", verbosity=0)
            connection.close()
            server.execute(f'CREATE DATABASE "{empty}" TEMPLATE "{unfinished}"')
            programme.load(read_files(), by=None, at=NOON)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = original
        server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _server():
    with connection._nodb_cursor() as cursor:
        parameters = cursor.db.get_connection_params()
    import psycopg

    return psycopg.connect(
        **{key: parameters[key] for key in ("dbname", "host", "port", "user", "password") if parameters.get(key)},
        autocommit=True,
    )


def _run(*statements: str) -> None:
    with closing(_server()) as server:
        for statement in statements:
            server.execute(statement)


# Above this a table is cut off as a whole: its dead rows would cost the next test more than a new file does.
SMALL = 4_000_000


def _empty(cursor, tables: list[str]) -> None:
    """
    Every table empty and its numbers beginning at 1 again.

    Cutting off some eighty tables makes a new file for each of them and for each of their indexes, which takes longer than
    most tests; nearly all of them are empty or hold a few rows. Those rows are deleted with the triggers off (the journal
    refuses it, and the order of foreign keys would matter).
    """
    quoted = [connection.ops.quote_name(table) for table in tables]
    asked = " UNION ALL ".join(
        f"SELECT '{table}', EXISTS (SELECT 1 FROM {name}), pg_relation_size('{name}')"
        for table, name in zip(tables, quoted, strict=True)
    )
    cursor.execute(asked)
    found = cursor.fetchall()
    if not _is_superuser(cursor) or any(size > SMALL for _table, _filled, size in found):
        _truncate(cursor, quoted)
        return
    filled = [connection.ops.quote_name(table) for table, has_rows, _size in found if has_rows]
    with transaction.atomic():
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")
    cursor.execute(
        "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence"
        " JOIN pg_depend ON objid = seqrelid AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i')"
        " JOIN pg_class ON pg_class.oid = refobjid"
        " WHERE relname = ANY(%s) AND pg_sequence_last_value(seqrelid) IS NOT NULL",
        [tables],
    )


def _truncate(cursor, quoted: list[str]) -> None:
    """Cut off tables, those too whose triggers refuse it."""
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 32 <> 0 AND NOT tgisinternal")
    guarded = [name for (name,) in cursor.fetchall()]
    with transaction.atomic():
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(quoted)} RESTART IDENTITY")
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def _is_superuser(cursor) -> bool:
    cursor.execute("SELECT current_setting('is_superuser')")
    return cursor.fetchone() == ("on",)


def _clear_what_was_committed(self) -> None:
    from django.core.cache import cache

    with connection.cursor() as cursor:
        _empty(cursor, sorted(set(connection.introspection.table_names()) - KEPT))
    _put_back_the_programme()
    cache.clear()


def _programme() -> tuple:
    """What the programme fills once and a test may change. Those that others point to come first."""
    from applications.models import Fee
    from profiles.models import Agreement, Country
    from rounds.models import Pool, QuotaChange, Season

    return Country, Agreement, Fee, Season, Pool, QuotaChange


def _versions() -> tuple[str, ...]:
    """
    What changes with every row of the programme that is written, table by table. One query.

    PostgreSQL gives every version of a row a place and the number of the transaction that wrote it; both together are given once.
    """
    version = "md5(string_agg(ctid::text || xmin::text, ' ' ORDER BY ctid))"
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT {version} FROM {model._meta.db_table})" for model in _programme()))
        return cursor.fetchone()


def _put_back_the_programme() -> None:
    """The programme as it was loaded, whatever a test that commits made of it: the next test begins with it."""
    if programme_versions == [_versions()]:
        return
    _compare_and_put_back()
    programme_versions[:] = [_versions()]


def _compare_and_put_back() -> None:
    now = {model: {row[model._meta.pk.attname]: row for row in model.objects.values()} for model in _programme()}
    changed = [model for model in _programme() if now[model] != programme_rows[model]]
    if not changed:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if _is_superuser(cursor):
            # No history of what is put back, and no order to keep.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for model in reversed(changed):
            model.objects.exclude(pk__in=programme_rows[model])._raw_delete(connection.alias)
        for model in changed:
            gone = programme_rows[model].keys() - now[model].keys()
            model.objects.bulk_create(model(**programme_rows[model][pk]) for pk in gone)
            for pk, row in programme_rows[model].items():
                if pk in now[model] and now[model][pk] != row:
                    model.objects.filter(pk=pk).update(**row)


TransactionTestCase._fixture_teardown = _clear_what_was_committed


@pytest.fixture
def noon() -> datetime:
    """A fixed moment inside the 2026 season."""
    return NOON


@pytest.fixture
def few_pools(db):
    """Of all the pools, those of two countries in two seasons: three files are published of each."""
    from rounds.models import Pool, QuotaChange

    few = Pool.objects.filter(season__in=(2025, 2026), country__in=("FR", "AD"))
    QuotaChange.objects.exclude(pool__in=few).delete()
    Pool.objects.exclude(pk__in=few).delete()


@pytest.fixture(autouse=True)
def _files_of_a_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PUBLIC_DIR = tmp_path / "public"
    settings.MAILBOX_DIR = tmp_path / "mail"
    # A test that changes something sees it on the next page; the kept copies have tests of their own.
    settings.PUBLIC_CACHE_SECONDS = 0
    settings.API_PER_MINUTE = 0
    # Looks a file up when it is asked for, instead of reading every static file once for each client of a test.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _english_first():
    """A page opened by one test leaves its language behind; the next test begins in English."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def browser():
    """One browser for the tests of a file."""
    with chromium() as browser:
        yield browser
