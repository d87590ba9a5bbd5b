"""Reads and writes front matter, in a small subset of YAML.

A value is text, a list or a mapping. Unquoted text (yes, 12:30, 2001-01-01) stays text,
because each field parses its own type.
"""

from datetime import UTC, datetime
from typing import Any

import yaml

from importers.content.fields import Lines

DEEPEST = 8  # levels of nesting
TEXT, NULL, LIST, TIME = (
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "null", "seq", "timestamp")
)


class FrontMatterProblem(ValueError):
    """`line` counts from 1 within the front matter."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    """Composes nodes only, without aliases (YAML bombs) and with limited depth."""

    # Of YAML's rules for unquoted values, keeps only the one for null.
    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [rule for rule in rules if rule[0] == NULL]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise FrontMatterProblem(
                line, "Aliases (*) are not supported: write the value out, or quote it."
            )
        self.depth += 1
        if self.depth > DEEPEST:
            raise FrontMatterProblem(
                line, "This is nested too deeply: make it simpler."
            )
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Dumper(yaml.SafeDumper):
    """Writes times in our own format, and line breaks only as escapes."""


def read_front_matter(text: str) -> tuple[dict[str, Any], Lines]:
    """The fields, and the line of each: ("picture",), ("picture", "file"), ….

    Raises FrontMatterProblem.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except FrontMatterProblem:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FrontMatterProblem(line, _advice(error)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise FrontMatterProblem(
            line,
            f"The character U+{error.character:04X} is not allowed here: remove it.",
        ) from None
    except (ValueError, OverflowError) as error:  # such as "\\UFFFFFFFF"
        raise FrontMatterProblem(
            1, f"This is not YAML ({error}): correct it."
        ) from None
    if not isinstance(node, yaml.MappingNode):
        raise FrontMatterProblem(
            1, "Front matter must consist of lines such as `headline: …`."
        )
    lines: Lines = {}
    return _mapping(node, (), lines), lines


def write_front_matter(fields: dict[str, Any]) -> str:
    written: str = yaml.dump(
        fields,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=2**31,  # no line wrapping
    )
    return written


def _value(node: yaml.Node, at: tuple[str, ...], lines: Lines) -> Any:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines)
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_value(item, (*at, str(place)), lines) for place, item in items]
    if node.tag not in (TEXT, NULL):
        raise FrontMatterProblem(
            lines[at],
            f"The tag {node.tag} is not supported: remove it, or quote the text.",
        )
    # Block scalars end with a line break, which nobody means.
    block = getattr(node, "style", None) in ("|", ">")
    text = str(node.value)
    return None if node.tag == NULL else text.strip() if block else text


def _mapping(
    node: yaml.MappingNode, at: tuple[str, ...], lines: Lines
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise FrontMatterProblem(line, "A field's name must be plain text.")
        name = str(key.value)
        if name in fields:
            raise FrontMatterProblem(line, f"`{name}` is here twice: keep one.")
        fields[name] = _value(value, (*at, name), lines)
        lines[*at, name] = line
    return fields


def _advice(error: yaml.MarkedYAMLError) -> str:
    explanation = error.problem or "this is not YAML"
    if "\\t" in explanation:
        return "There is a tab here: indent with spaces."
    return (
        f"This is not YAML ({explanation}): is a quotation mark or a bracket missing?"
    )


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if "\n" in text else None
    return dumper.represent_scalar(TEXT, text, style=style)


def _write_time(dumper: _Dumper, time: datetime) -> yaml.ScalarNode:
    text = time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return dumper.represent_scalar(TIME, text)


def _write_list(dumper: _Dumper, items: list[Any]) -> yaml.SequenceNode:
    flat = not any(isinstance(item, dict | list) for item in items)
    return dumper.represent_sequence(LIST, items, flow_style=flat)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(list, _write_list)
_Dumper.add_representer(datetime, _write_time)
