"""Finds tests that would pass although nothing was checked.

A check counts if it certainly runs: outside loops, or in a loop that cannot be empty.
That is a literal that holds something, a CONSTANT, or some(…) of tests/some.py.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

CHECKS = {"raises", "expect", "fail", "warns", "wait_until"}
# Of these the arguments decide; zip(…, strict=True) needs one that is full.
PASS_ON = {"enumerate", "sorted", "reversed", "list", "tuple", "product", "pairwise"}
VIEWS = {"items", "values", "keys"}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def helpers_that_check(files: Iterable[Path]) -> set[str]:
    """The names of helper functions that check something."""
    return CHECKS | {
        function.name
        for file in files
        for function in functions(ast.parse(file.read_text()))
        if not function.name.startswith("test_")
        and any(_is_check(node, CHECKS) for node in ast.walk(function))
    }


def checks_for_certain(test: ast.FunctionDef, helpers: set[str]) -> bool:
    return _sure(test.body, test, helpers)


def _sure(body: list[ast.stmt], test: ast.FunctionDef, helpers: set[str]) -> bool:
    return any(_is_sure(statement, test, helpers) for statement in body)


def _is_sure(node: ast.stmt, test: ast.FunctionDef, helpers: set[str]) -> bool:
    match node:
        case ast.For(iter=through, body=body):
            return _is_full(through, test) and _sure(body, test, helpers)
        case ast.If(body=body, orelse=other):
            return _sure(body, test, helpers) and _sure(other, test, helpers)
        case ast.With(items=items, body=body):
            opened = any(_has_check(i.context_expr, test, helpers) for i in items)
            return opened or _sure(body, test, helpers)
        case ast.Try(body=body):
            return _sure(body, test, helpers)
        case ast.While() | ast.FunctionDef() | ast.ClassDef():
            return False
    return _has_check(node, test, helpers)


def _has_check(node: ast.AST, test: ast.FunctionDef, helpers: set[str]) -> bool:
    if isinstance(node, ast.Assert) and (loop := _loop_of_all(node.test)):
        return all(_is_full(part.iter, test) for part in loop.generators)
    return any(_is_check(part, helpers) for part in ast.walk(node))


def _loop_of_all(node: ast.expr) -> ast.GeneratorExp | None:
    match node:
        case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp() as loop]):
            return loop
    return None


def _is_check(node: ast.AST, helpers: set[str]) -> bool:
    if isinstance(node, ast.Call):
        return _name_of(node.func) in helpers
    return isinstance(node, ast.Assert)


def _name_of(node: ast.expr) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _is_full(node: ast.expr, test: ast.FunctionDef) -> bool:
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(not isinstance(p, ast.Starred) for p in parts) or any(
                _is_full(p.value, test) for p in parts if isinstance(p, ast.Starred)
            )
        case ast.Dict(keys=keys):
            return bool(keys)
        case ast.Constant(value=value):
            return bool(value)
        case ast.Name(id=name) | ast.Attribute(attr=name) if name.isupper():
            return True
        case ast.Name(id=name):
            return any(_is_full(value, test) for value in _values_of(name, test))
        case ast.BinOp(left=left, right=right):
            return _is_full(left, test) or _is_full(right, test)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            loops = node.generators
            return all(_is_full(part.iter, test) and not part.ifs for part in loops)
        case ast.Call(func=function, args=args, keywords=named):
            return _call_is_full(function, args, named, test)
    return False


def _call_is_full(
    function: ast.expr,
    args: list[ast.expr],
    named: list[ast.keyword],
    test: ast.FunctionDef,
) -> bool:
    name = _name_of(function)
    full = [_is_full(arg, test) for arg in args]
    if name in VIEWS and isinstance(function, ast.Attribute):
        return _is_full(function.value, test)
    if name in PASS_ON:
        return bool(args) and all(full)
    if name == "zip":
        return any(full) and any(word.arg == "strict" for word in named)
    if name in ("range", "dict", "fromkeys"):
        return any(full) or bool(named)
    return name == "some"


def _values_of(name: str, test: ast.FunctionDef) -> Iterator[ast.expr]:
    """What is assigned to a local name, alone or as one of several."""
    for node in ast.walk(test):
        match node:
            case ast.Assign(targets=[ast.Name(id=there)], value=value) if there == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=there), value=ast.expr() as value):
                if there == name:
                    yield value
            case ast.Assign(targets=[ast.Tuple(elts=some)], value=ast.Tuple(elts=many)):
                pairs = zip(some, many, strict=False)
                yield from (v for to, v in pairs if _name_of(to) == name)
