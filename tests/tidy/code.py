"""Rules over one Python file: docstrings, sizes, purity, shells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

FILE_LINES_MAX = 500
FILE_LINES_USUAL = 400
FUNCTION_LINES_USUAL = 40
GROUND = ("actors/base/", "actors/consensus/", "actors/ledger/", "actors/modules/")
SHELLS = ("actors/parties/",)
PRODUCT = ("actors/", "cluster/", "lianjie.py", "notebooks/")
SCREENS = ("cluster/cli/", "notebooks/")

_FLOATS = {"float", "float16", "float32", "float64", "complex"}
_REAL_SCHEDULING = {
    "as_completed",
    "run_coroutine_threadsafe",
    "run_in_executor",
    "sleep",
    "to_thread",
    "wait",
}
_THREADS = {"_thread", "concurrent", "multiprocessing", "signal", "subprocess", "threading", "time"}

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _under(path: PurePosixPath, folders: tuple[str, ...]) -> bool:
    return str(path).startswith(folders)


def docstrings(path: PurePosixPath, source: str) -> list[str]:
    """Every public module, class, function and method of the product says what it is."""
    if not _under(path, PRODUCT):
        return []
    module = ast.parse(source)
    faults = [] if ast.get_docstring(module) else [f"{path}: the module has no docstring"]
    for name, node in _public(module):
        if not ast.get_docstring(node):
            faults.append(f"{path}:{node.lineno}: {name} has no docstring")
    return faults


def _public(
    node: ast.Module | ast.ClassDef, prefix: str = ""
) -> Iterator[tuple[str, ast.ClassDef | _Function]]:
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if child.name.startswith("_") or _is_overload(child):
                continue
            yield prefix + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from _public(child, f"{prefix}{child.name}.")


def _is_overload(node: ast.ClassDef | _Function) -> bool:
    return any("overload" in ast.unparse(one) for one in node.decorator_list)


def file_size(path: PurePosixPath, source: str) -> list[str]:
    """No file is longer than anyone reads."""
    lines = source.count("\n")
    if lines <= FILE_LINES_MAX:
        return []
    return [f"{path}: {lines} lines; {FILE_LINES_MAX} at most: a file is one noun, split it"]


def functions(source: str) -> list[int]:
    """Lengths in lines of all functions of a file."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, _Function))
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes]


def prints(path: PurePosixPath, source: str) -> list[str]:
    """Only the command line and notebooks talk to a screen."""
    if not _under(path, PRODUCT) or _under(path, SCREENS):
        return []
    return [
        f"{path}:{call.lineno}: print; return the text, or let the command line print it"
        for call in _calls(source)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]


def sleeps(path: PurePosixPath, source: str) -> list[str]:
    """Nothing and nobody sleeps: neither product nor test."""
    faults = [
        f"{path}:{call.lineno}: time.sleep; wait for what happens, not for a time"
        for call in _calls(source)
        if ast.unparse(call.func) == "time.sleep"
    ]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "time" and _names(node) & {"sleep"}:
            faults.append(f"{path}:{node.lineno}: sleep imported from time; wait for what happens")
    return faults


def floats(path: PurePosixPath, source: str) -> list[str]:
    """No float enters the ground floors: no literal, no conversion, no true division."""
    if not _under(path, GROUND):
        return []
    faults: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            faults.append(f"{path}:{node.lineno}: the float {node.value}; use scaled integers")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            faults.append(f"{path}:{node.lineno}: true division makes a float; use //")
        elif (isinstance(node, ast.Name) and node.id in _FLOATS) or (
            isinstance(node, ast.Attribute) and node.attr in _FLOATS
        ):
            faults.append(f"{path}:{node.lineno}: {ast.unparse(node)}; amounts and rates are integers")
    return faults


def shells(path: PurePosixPath, source: str) -> list[str]:
    """A party is a thin shell: no thread, no sleep, no real scheduling but through the host."""
    if not _under(path, SHELLS):
        return []
    faults: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found = {alias.name.split(".")[0] for alias in node.names} & _THREADS
        elif isinstance(node, ast.ImportFrom):
            found = {(node.module or "").split(".")[0]} & _THREADS
            if node.module == "asyncio":
                found |= _names(node) & _REAL_SCHEDULING
        elif isinstance(node, ast.Attribute) and node.attr in _REAL_SCHEDULING:
            owner = ast.unparse(node.value)
            found = {node.attr} if owner in {"asyncio", "loop"} or node.attr == "run_in_executor" else set()
        else:
            continue
        faults.extend(f"{path}:{node.lineno}: {name} in a shell; ask the host" for name in sorted(found))
    return faults


def _calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def _names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}
