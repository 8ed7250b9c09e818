"""The rules of the house that no linter knows."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
FOLDERS = ("newsroom", "shows", "articles")
LONGEST = 450

# Imports point one way: each area may import itself and what stands to its left.
AREAS = ("newsroom.lib", "shows", "articles", "newsroom.partners", "newsroom")
FORBIDDEN_NAMES = {"services.py", "utils.py", "helpers.py", "managers.py", "constants.py", "signals.py", "receivers.py"}


def modules(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


CODE = [path for path in modules(*FOLDERS) if "migrations" not in path.parts]
MIGRATIONS = [path for path in modules(*FOLDERS) if path.parent.name == "migrations" and path.name != "__init__.py"]
TESTS = modules("tests")
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.xml")])


def named(path):
    return str(path.relative_to(ROOT))


@cache
def text_of(path):
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path):
    return ast.parse(text_of(path))


def dotted(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def area_of(module):
    """The area of a dotted module of ours, as a number; ``None`` for anybody else's."""
    for area in sorted(AREAS, key=len, reverse=True):
        if module == area or module.startswith(f"{area}."):
            return AREAS.index(area)
    return None


def imports_of(path):
    """The dotted names that a module imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = dotted(path).split(".")
            if path.name != "__init__.py":
                package = package[:-1]
            start = (
                ".".join([*package[: len(package) - node.level + 1], node.module or ""]) if node.level else node.module
            )
            yield from (f"{start.rstrip('.')}.{alias.name}" for alias in node.names)


def calls_in(path):
    """The names that a module calls: ``add`` and ``ledger.add`` alike."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


# -- where things live ---------------------------------------------------------------------------


def test_imports_point_one_way():
    backwards = [
        f"{named(path)} imports {name}"
        for path in CODE
        for name in imports_of(path)
        if (area_of(name) or 0) > area_of(dotted(path))
    ]

    assert backwards == []


def test_leaves_import_nothing_of_ours():
    leaves = [path for path in CODE if dotted(path).startswith("newsroom.lib")]

    assert leaves
    assert [name for path in leaves for name in imports_of(path) if area_of(name) not in (None, 0)] == []


def test_no_module_is_a_drawer_for_everything():
    assert [named(path) for path in CODE + TESTS if path.name in FORBIDDEN_NAMES] == []


def test_a_module_can_be_read_at_a_sitting():
    lengths = {named(path): len(text_of(path).splitlines()) for path in CODE + TESTS}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_only_a_change_of_status_writes_the_ledger():
    writers = {
        named(path)
        for path in CODE
        for _, name in calls_in(path)
        if name in ("ledger.add", "ledger.build")
        or re.fullmatch(r"StatusEntry\.objects\.(bulk_)?(get_or_)?create", name)
    }

    assert writers <= {"articles/impacts.py", "articles/status_changes.py", "newsroom/archive.py"}


# -- how it is done ------------------------------------------------------------------------------


def test_nothing_is_done_by_signal():
    hits = [
        (named(path), name)
        for path in CODE
        for name in imports_of(path)
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals", "blinker"))
    ]

    assert hits == []


def test_no_model_hides_work_in_save_or_delete():
    hits = [
        f"{named(path)}: {cls.name}.{function.name}"
        for path in CODE
        if path.name == "models.py" or path.parent.name == "models"
        for cls in ast.walk(tree_of(path))
        if isinstance(cls, ast.ClassDef)
        for function in cls.body
        if isinstance(function, ast.FunctionDef) and function.name in ("save", "delete", "asave", "adelete")
    ]

    assert hits == []


def test_no_key_is_generic():
    assert [named(path) for path in CODE for name in imports_of(path) if name.endswith("GenericForeignKey")] == []


def test_time_is_an_argument_at_the_core():
    """The edges read the clock; what they call is told the time."""
    core = {"ledger", "history", "standings", "statuses", "workflow", "status_changes", "pins", "notices", "text"}
    core |= {"exemptions", "corrections", "words", "clock"}

    readers = [
        f"{named(path)}:{node.lineno}"
        for path in CODE
        if path.stem in core and path.parent.name in ("shows", "articles")
        for node, name in calls_in(path)
        if name in ("timezone.now", "now", "datetime.now", "date.today", "timezone.localdate", "time.time")
        and not node.args
    ]

    assert readers == []


def test_no_template_trusts_what_it_is_given():
    hits = [
        f"{named(path)}: {found}"
        for path in TEMPLATES
        for found in re.findall(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off|{%\s*filter\s+safe", text_of(path))
    ]

    assert TEMPLATES
    assert hits == []


def test_markup_is_trusted_in_few_places():
    """The body of an article was sanitized when it was saved; nothing else is marked safe."""
    hits = {named(path) for path in CODE for _, name in calls_in(path) if name.endswith(("mark_safe", "SafeString"))}

    assert len(hits) <= 1, hits


def test_settings_are_not_imported_by_star():
    stars = [
        f"{named(path)}:{node.lineno}"
        for path in CODE + TESTS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    ]

    assert stars == []


# -- names ---------------------------------------------------------------------------------------


def test_migrations_are_named_by_their_deed():
    assert MIGRATIONS
    assert [path.name for path in MIGRATIONS if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+\.py", path.name)] == []
    assert [path.name for path in MIGRATIONS if "_auto_" in path.name] == []


def test_migrations_go_both_ways():
    """SQL and Python in a migration can be taken back."""
    one_way = [
        f"{named(path)}:{node.lineno}"
        for path in MIGRATIONS
        for node, name in calls_in(path)
        if name.endswith(("RunSQL", "RunPython"))
        and len(node.args) < 2
        and not any(keyword.arg in ("reverse_sql", "reverse_code") for keyword in node.keywords)
    ]

    assert one_way == []


def test_tests_are_sentences():
    short = [
        f"{named(path)}: {function.name}"
        for path in TESTS
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef)
        and function.name.startswith("test_")
        and len(function.name.split("_")) < 3
    ]

    assert short == []


READ_AT_ONCE = re.compile(
    r"\s*assert (?!.*\bobjects\b).*\.(is_(visible|hidden|checked|enabled|disabled|editable)|count|inner_text"
    r"|text_content|all_inner_texts|all_text_contents|input_value|get_attribute)\("
)


def test_what_a_browser_shows_is_waited_for():
    # A click returns when an answer begins: what is read at once may stand in its part that is still to come.
    found = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in modules("tests/browser")
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if READ_AT_ONCE.match(line)
    ]

    assert found == [], "expect(…) of Playwright waits"


def test_every_constraint_and_index_names_its_table():
    wrong = [
        part.name
        for model in apps.get_models()
        if area_of(model.__module__) is not None
        for part in [*model._meta.constraints, *model._meta.indexes]
        if not part.name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "spelled", ["cancelled", "cancelling", "colour", "behaviour", "honour", "centre ", "programme"]
)
def test_spelling_is_american(spelled):
    texts = [*CODE, *TEMPLATES, *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]

    hits = [named(path) for path in texts if path.exists() and spelled in text_of(path).lower()]

    assert hits == []
