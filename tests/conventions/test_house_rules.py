"""The house rules that no linter knows."""

import ast

import pytest
from django.apps import apps

from tests.conventions.trees import APPS, ROOT, calls, modules, public_functions

WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "aupdate_or_create",
    "copy_rows",
}
# Accounts are written by Django's own user model; allauth, sessions and migrations are not ours. The local card page stands in
# for a provider and keeps that provider's book.
MAY_WRITE = {"profiles/models/account.py", "applications/gateway/local.py"}


def test_only_operations_write():
    found = [
        f"{path}:{call.lineno} {call.func.attr}"
        for path, tree in modules(*APPS).items()
        if "/operations/" not in path and path not in MAY_WRITE
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and not (isinstance(call.func.value, ast.Name) and call.func.value.id in {"image", "pdf", "picture", "copy", "photo"})
    ]

    assert found == []


def test_acts_are_keyword_only_and_say_when():
    found = []
    for path, tree in modules(*APPS).items():
        if "/operations/" not in path:
            continue
        for act in public_functions(tree):
            durable = any("durable=True" in ast.unparse(decorator) for decorator in act.decorator_list)
            if not durable:
                continue
            names = {argument.arg for argument in act.args.kwonlyargs}
            positional = [argument.arg for argument in act.args.args]
            if "at" not in names or len(positional) > (1 if path.endswith("programme.py") else 0):
                found.append(f"{path}:{act.lineno} {act.name}")

    assert found == []


def test_a_lock_on_a_row_lets_others_refer_to_it():
    """An entry of the journal refers to people and rounds that its act does not hold, and is checked at the commit."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "select_for_update"
        and not any(word.arg == "no_key" for word in call.keywords)
    ]

    assert found == []


def test_only_the_bell_sends_celery_messages():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        if path != "iecsite/bell.py"
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"delay", "apply_async", "send_task", "signature"}
    ]

    assert found == []


def test_stored_files_come_and_go_with_their_rows():
    """Whoever stores one announced it before; only the sweep removes one, but for a letter that is written over in its place."""
    stores, removes = set(), set()
    for path, tree in modules().items():
        names = {ast.unparse(call.func) for call in calls(tree)}
        if any(name.endswith("storage.save") for name in names):
            stores.add(path)
            assert {"stored_files.announce", "stored_files.keep"} <= names, path
        if any(name.endswith("storage.delete") for name in names) or "storage.delete" in ast.unparse(tree):
            removes.add(path)

    assert "applications/operations/documents.py" in stores
    assert removes == {"iecsite/stored_files.py", "applications/operations/decision_letters.py"}


def test_no_task_waits_by_eta_or_countdown():
    found = [
        f"{path}:{keyword.value.lineno}"
        for path, tree in modules().items()
        for call in calls(tree)
        for keyword in call.keywords
        if keyword.arg in {"eta", "countdown"}
    ]

    assert found == []


def test_operations_know_no_celery_request_or_form():
    found = []
    for path, tree in modules(*APPS).items():
        if "/operations/" not in path:
            continue
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [
                f"{path}:{node.lineno} {name}"
                for name in names
                if name.startswith(("celery", "django.http", "django.forms", "django.shortcuts", "iecsite.bell"))
            ]

    assert found == []


def test_rules_read_no_clock_and_know_no_django():
    found = []
    for path, tree in modules(*APPS).items():
        if "/rules/" not in path:
            continue
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path} {name}" for name in names if name.startswith(("django", "celery", "psycopg", "iecsite.clock"))]

    assert found == []


def test_every_public_function_has_a_docstring():
    found = [
        f"{path}:{act.lineno} {act.name}"
        for path, tree in modules().items()
        if any(f"/{layer}/" in path or path.endswith(f"/{layer}.py") for layer in ("rules", "operations", "queries"))
        or (path.startswith("iecsite/") and path.count("/") == 1)
        for act in public_functions(tree)
        if not ast.get_docstring(act)
    ]

    assert found == []


def test_modules_are_one_subject_long():
    found = [
        f"{path} ({len((ROOT / path).read_text(encoding='utf-8').splitlines())})"
        for path in modules()
        if not path.endswith("verify_draw.py")
        and "sentences" not in path
        and len((ROOT / path).read_text(encoding="utf-8").splitlines()) > 400
    ]

    assert found == []


def test_no_module_has_a_name_that_says_nothing():
    empty_words = {"utils", "helpers", "manager", "managers", "service", "services", "common", "misc", "handlers"}

    assert [path for path in modules() if set(path.removesuffix(".py").split("/")) & empty_words] == []


@pytest.mark.parametrize("app", APPS)
def test_who_and_when_stand_together(app):
    """A column that says by whom has its moment beside it, and the other way round nobody is named without one."""
    found = []
    for model in apps.get_app_config(app).get_models():
        if model.__name__.endswith("Event"):
            continue
        names = {field.name for field in model._meta.get_fields()}
        found += [
            f"{model.__name__}.{name}"
            for name in names
            if name.endswith("_by") and f"{name.removesuffix('_by')}_at" not in names and name != "answer_by"
        ]

    assert found == []
