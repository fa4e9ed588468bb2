"""The reader of instructions tells what Python's own `dis` tells, of all code of the standard library."""

from __future__ import annotations

import dis
import re
import sysconfig
import types
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracer.lines.bytecode import instructions

STANDARD = Path(sysconfig.get_path("stdlib"))
SOURCES = sorted([*STANDARD.glob("*.py"), *STANDARD.glob("asyncio/*.py"), Path(__file__)])
MANY_NAMES = "\n".join(f"name_{i} = name_{i - 1}.append if name_{i} else [name_{i + 1}]" for i in range(1, 400))
NAMING = {*dis.hasname, *dis.haslocal, *dis.hasfree}


def code_objects(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code object, and all that are inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from code_objects(constant)


def compiled(source: str | bytes, name: str) -> types.CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(source, name, "exec", dont_inherit=True)


def from_dis(code: types.CodeType) -> list[tuple[str, str, int | None]]:
    """Each instruction's name, the name that it means, and its line; combined ones taken apart as ours are."""
    told: list[tuple[str, str, int | None]] = []
    for each in dis.get_instructions(code):
        line = each.positions.lineno if each.positions else None
        if isinstance(each.argval, tuple) and each.opcode in dis.haslocal:
            parts = re.split("_(?=LOAD_|STORE_)", each.opname)
            told += [(part, name, line) for part, name in zip(parts, each.argval, strict=True)]
        elif each.opname != "EXTENDED_ARG":
            told.append((each.opname, each.argval if each.opcode in NAMING else "", line))
    return told


def labels(code: types.CodeType) -> set[int]:
    """The offsets that jumps go to; `findlabels` takes the bytes alone, whatever its type stub says."""
    return set(dis.findlabels(code.co_code))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_it_reads_what_dis_reads(path: Path) -> None:
    for code in code_objects(compiled(path.read_bytes(), path.name)):
        read, targets = instructions(code)
        assert [(each.name, each.value, each.line) for each in read] == from_dis(code), code.co_qualname
        assert targets == labels(code), code.co_qualname


def test_long_arguments_are_read_whole() -> None:
    code = compiled(MANY_NAMES, "many.py")
    read, targets = instructions(code)
    assert [(each.name, each.value, each.line) for each in read] == from_dis(code)
    assert targets == labels(code)
    assert targets <= {each.offset for each in read}  # also where a jump leads to an extended argument


def test_methods_are_told_from_attributes() -> None:
    read, _ = instructions(compiled("a.method()\na.attribute", "two.py"))
    loads = {each.value: each.loads_method for each in read if each.name in ("LOAD_ATTR", "LOAD_METHOD")}
    assert loads == {"method": True, "attribute": False}
