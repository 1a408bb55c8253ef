"""Read YAML as people mean it: JSON's scalars only, no repeated key, a line for every value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from conflict_data.errors import InputError, Problem

Path_ = tuple[str | int, ...]

_PLAIN = {
    "tag:yaml.org,2002:null": (re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
    "tag:yaml.org,2002:bool": (re.compile(r"^(?:true|false)$"), ["t", "f"]),
    "tag:yaml.org,2002:int": (re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")),
    "tag:yaml.org,2002:float": (re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?$"), list("-0123456789")),
}


class _Loader(yaml.CSafeLoader):  # type: ignore[misc]
    """`NO`, `012`, `1_000`, `12:30` and dates stay the words that they are."""


_Loader.yaml_implicit_resolvers = {}
for _tag, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


@dataclass
class Parsed:
    """A YAML document with the line on which each value stands."""

    data: Any
    file: str
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """Line of the value at `path`, or of the nearest thing around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.lines.get((), 1)

    def problem(self, message: str, *path: str | int, name: str | None = None, rule: str | None = None) -> Problem:
        """A fault at `path`."""
        label = name if name is not None else next((str(p) for p in reversed(path) if isinstance(p, str)), "")
        return Problem(self.file, self.line(*path), label, message, rule)


def read_text(path: Path, *, name: str) -> str:
    """Text of a file, line ends made `\\n`; `InputError` where it is not UTF-8."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            [Problem(name, line, "", f"not UTF-8 at byte {error.start}: save the file as UTF-8")]
        ) from None


def parse(text: str, *, file: str, first_line: int = 1) -> Parsed:
    """Parse one YAML document; `InputError` names the line of a syntax error, a repeated key or an alias."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = first_line + (mark.line if mark else 0)
        what = getattr(error, "problem", None) or str(error)
        raise InputError([Problem(file, line, "", f"not YAML: {what}")]) from None
    finally:
        loader.dispose()
    parsed = Parsed(None, file)
    problems: list[Problem] = []
    parsed.data = _value(node, (), parsed, problems, first_line, set()) if node is not None else None
    if problems:
        raise InputError(problems)
    return parsed


def _value(node: yaml.Node, path: Path_, parsed: Parsed, problems: list[Problem], first: int, seen: set[int]) -> Any:
    line = node.start_mark.line + first
    parsed.lines.setdefault(path, line)
    if id(node) in seen:
        problems.append(
            Problem(
                parsed.file,
                line,
                str(path[-1]) if path else "",
                "anchors and aliases are not allowed: write the value again",
            )
        )
        return None
    if not isinstance(node, yaml.ScalarNode):
        seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            key_line = key_node.start_mark.line + first
            if key in mapping:
                before = parsed.lines[(*path, key)]
                problems.append(
                    Problem(parsed.file, key_line, key, f"key stands twice, first on line {before}: keep one")
                )
                continue
            parsed.lines[(*path, key)] = key_line
            mapping[key] = _value(value_node, (*path, key), parsed, problems, first, seen)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), parsed, problems, first, seen) for i, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value == "true"
    if kind == "int":
        return int(node.value)
    if kind == "float":
        return float(node.value)
    return node.value
