"""Design tables: writes the tables of settings in docs/design-format.md anew (`make docs`)."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "design-format.md"
ACTIONS_HEAD = "| Component | Action | Settings | What it does |\n|---|---|---|---|\n"
HEAD = "| Setting | Values | Default | What it does |\n|---|---|---|---|\n"


def row(field: dict[str, Any]) -> str:
    """The line of a setting in the page's tables."""
    default = json.dumps(field["default"])
    return f"| `{field['name']}` | {_kind(field)} | `{default}` | {field['help']} |"


def _kind(field: dict[str, Any]) -> str:
    """The kind of a setting, its bounds or choices, and what null means."""
    said = str(field["kind"])
    if field["fields"]:
        said += " of " + ", ".join(f"`{part['name']}`" for part in field["fields"])
    elif field["choices"]:
        said = ", ".join(f"`{choice['value']}`" for choice in field["choices"])
    elif field["maximum"] is not None:
        above = "above " if field["above"] else ""
        said += f" {above}{field['minimum']:,} to {field['maximum']:,}"
    return f"{said}; null: {field['nothing']}" if field["nullable"] else said


def sections(catalog: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every section of the page that has a table: its heading and its settings."""
    yield from ((each["type"], each["fields"]) for each in catalog["types"])
    yield from ((kind, each["fields"]) for kind, each in catalog["edges"].items())
    yield "run", catalog["run"]["fields"]


def actions(catalog: dict[str, Any]) -> str:
    """The table of what can be done in the middle of a run."""
    rows = [
        f"| {each['type']} | `{action['name']}` | {_settings(action)} | {action['help']} |\n"
        for each in catalog["types"]
        for action in each["actions"]
    ]
    return ACTIONS_HEAD + "".join(rows)


def _settings(action: dict[str, Any]) -> str:
    """The settings of an action, each with its kind and default."""
    if action["name"] == "set":
        names = ", ".join(f"`{choice['value']}`" for choice in action["fields"][0]["choices"])
        return f"`setting`: {names}; `value`"
    fields = action["fields"]
    said = [f"`{it['name']}`: {_kind(it)}, {json.dumps(it['default'])}" for it in fields]
    return "; ".join(said) or "none"


def with_tables(page: str, catalog: dict[str, Any]) -> str:
    """The page with the tables that the catalog makes."""
    for owner, fields in sections(catalog):
        table = HEAD + "".join(row(field) + "\n" for field in fields)
        pattern = rf"(^### `{owner}`$(?:(?!^##).)*?)^{re.escape(HEAD)}(?:\|[^\n]*\n)*"
        section = re.search(pattern, page, re.MULTILINE | re.DOTALL)
        if section is None:
            raise SystemExit(f"docs/design-format.md has no section “### `{owner}`” with a table.")
        page = page[: section.start()] + section[1] + table + page[section.end() :]
    head = re.escape(ACTIONS_HEAD)
    found = re.search(rf"^{head}(?:\|[^\n]*\n)*", page, re.MULTILINE)
    if found is None:
        raise SystemExit("docs/design-format.md has no table of actions.")
    return page[: found.start()] + actions(catalog) + page[found.end() :]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from simulator import catalog as catalog_

    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), catalog_()), encoding="utf-8")
