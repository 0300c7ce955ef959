"""Our own modules as syntax trees, for the house rules."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("profiles", "rounds", "applications")


@cache
def modules(*apps: str) -> dict[str, ast.Module]:
    """Path below the project -> syntax tree, of every module of the named packages; migrations left out."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for app in (apps or ("iecsite", *APPS))
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    }


def calls(tree: ast.Module):
    """Every call in a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def public_functions(tree: ast.Module):
    """The functions of a module that others may call."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))
