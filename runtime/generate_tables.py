"""Write library_table.c: every method, function, class and constant of the library as C tables.

in:   compiler/library/*.pyi, as docs/library-declarations.md describes them
out:  pyc_library_table (rows of PycBuiltinSpec, those of one owner together),
      pyc_library_owners (types and modules, with their rows), pyc_library_constants

A file whose name is a module of the standard library (not `builtins`) declares that module; all
other files declare builtins.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from arity_styles import Style, style_of

KINDS = {
    "classmethod": "PYC_BUILTIN_CLASSMETHOD",
    "staticmethod": "PYC_BUILTIN_STATICMETHOD",
    "property": "PYC_BUILTIN_PROPERTY",
}


@dataclass(frozen=True)
class Row:
    """One @runtime declaration."""

    name: str
    symbol: str
    parameters: tuple[str, ...]
    n_positional_only: int
    n_positional: int
    n_required: int
    n_keyword_only: int
    flags: int
    kind: str
    doc: str


@dataclass
class Owner:
    """A class or a module with its rows; filled while the files are read."""

    name: str
    module: str
    is_type: bool
    rows: list[Row] = field(default_factory=list)
    constants: list[tuple[str, object]] = field(default_factory=list)
    doc: str = ""


def module_of(path: Path) -> str:
    stem = path.stem
    return (
        stem if stem.split(".")[0] in sys.stdlib_module_names and stem != "builtins" else "builtins"
    )


TYPE_SYMBOLS = {"TextIOWrapper": "pyc_text_file_type", "NoneType": "pyc_none_type"}


def type_symbol(name: str) -> str:
    """The C name of a type: OSError -> pyc_os_error_type, list_iterator -> pyc_list_iterator..."""
    if name in TYPE_SYMBOLS:
        return TYPE_SYMBOLS[name]
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words)
    return f"pyc_{words.lower()}_type"


def decorator_name(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def row_of(function: ast.FunctionDef, in_class: bool) -> Row | None:
    decorators = {decorator_name(node): node for node in function.decorator_list}
    runtime = decorators.get("runtime")
    if not isinstance(runtime, ast.Call) or not isinstance(runtime.args[0], ast.Constant):
        # An operator that the type's slots carry out: only its name counts.
        is_slot = in_class and function.name.startswith("__") and "overload" not in decorators
        return (
            Row(function.name, "", (), 0, 0, 0, 0, 0, "PYC_BUILTIN_METHOD", "") if is_slot else None
        )
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    parameters = [parameter.arg for parameter in positional]
    if arguments.vararg:
        parameters.append(arguments.vararg.arg)
    parameters += [parameter.arg for parameter in arguments.kwonlyargs]
    if arguments.kwarg:
        parameters.append(arguments.kwarg.arg)
    kind = next((KINDS[name] for name in decorators if name in KINDS), None)
    return Row(
        name=function.name,
        symbol=str(runtime.args[0].value),
        parameters=tuple(parameters),
        n_positional_only=len(arguments.posonlyargs),
        n_positional=len(positional),
        n_required=len(positional) - len(arguments.defaults),
        n_keyword_only=len(arguments.kwonlyargs),
        flags=(1 if arguments.vararg else 0) | (2 if arguments.kwarg else 0),
        kind=kind or ("PYC_BUILTIN_METHOD" if in_class else "PYC_BUILTIN_FUNCTION"),
        doc=ast.get_docstring(function) or "",
    )


def constant_of(statement: ast.stmt) -> tuple[str, object] | None:
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        return None
    if statement.value is None:
        return None
    try:
        value = eval(
            compile(ast.Expression(statement.value), "<constant>", "eval"), {"float": float}
        )
    except Exception:
        return None
    return (statement.target.id, value) if isinstance(value, int | float | str) else None


def owners_of(paths: list[Path]) -> list[Owner]:
    modules: dict[str, Owner] = {}
    types: dict[tuple[str, str], Owner] = {}
    for path in paths:
        module = module_of(path)
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        owner = modules.setdefault(module, Owner(module, module, is_type=False))
        owner.doc = owner.doc or ast.get_docstring(tree) or ""
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef):
                row = row_of(statement, in_class=False)
                if row:
                    owner.rows.append(row)
            elif isinstance(statement, ast.ClassDef):
                cls = types.setdefault(
                    (module, statement.name), Owner(statement.name, module, is_type=True)
                )
                cls.doc = cls.doc or ast.get_docstring(statement) or ""
                rows = (row_of(child, in_class=True) for child in statement.body
                        if isinstance(child, ast.FunctionDef))
                cls.rows += [row for row in rows if row]
            else:
                constant = constant_of(statement)
                if constant:
                    owner.constants.append(constant)
    return [*modules.values(), *types.values()]


def c_string(text: str) -> str:
    encoded = json.dumps(text, ensure_ascii=True)[1:-1]
    if "\\u" in encoded:
        pieces = []
        for byte in text.encode("utf-8", "surrogatepass"):
            character = chr(byte)
            pieces.append(
                character if 32 <= byte < 127 and character not in '"\\?' else f"\\{byte:03o}"
            )
        encoded = "".join(pieces)
    return f'"{encoded}"'


def constant_row(module: str, name: str, value: object) -> str:
    head = f"{c_string(module)}, {c_string(name)}"
    if isinstance(value, bool):
        return f"    {{{head}, 'b', {int(value)}, 0.0, 0}},"
    if isinstance(value, int):
        return f"    {{{head}, 'i', {value}LL, 0.0, 0}},"
    if isinstance(value, float):
        text = {"inf": "__builtin_inf()", "-inf": "-__builtin_inf()", "nan": "__builtin_nan(\"\")"}
        return f"    {{{head}, 'f', 0, {text.get(repr(value), float.hex(value))}, 0}},"
    return f"    {{{head}, 's', 0, 0.0, {c_string(str(value))}}},"


def table(owners: list[Owner], defined: set[str] | None) -> str:
    """The C text; rows whose symbol is not among `defined` are left out (None: all are there)."""
    out = ['/* Written by generate_tables.py from compiler/library. */', '#include "pyc.h"', ""]
    rows: list[str] = []
    owner_rows: list[str] = []
    constants: list[str] = []
    symbols: dict[str, int] = {}
    types: list[str] = []
    names: dict[tuple[str, ...], str] = {}
    for owner in owners:
        first = len(rows)
        is_builtins = owner.name == "builtins" and not owner.is_type
        owner_name = "0" if is_builtins else c_string(owner.name)
        for row in owner.rows:
            if defined is not None and row.symbol and row.symbol not in defined:
                print(
                    f"generate_tables: no {row.symbol} ({owner.name}.{row.name})", file=sys.stderr
                )
                continue
            if row.symbol:
                symbols[row.symbol] = len(row.parameters)
            if row.parameters not in names:
                names[row.parameters] = f"parameters_{len(names)}"
            style = Style("KEYWORDS", row.name)
            if row.symbol and row.kind != KINDS["property"]:
                style = style_of(
                    owner.module, owner.name if owner.is_type else None, row.name,
                    owner.is_type and row.kind != KINDS["staticmethod"], row.n_required,
                    row.n_positional, row.flags,
                )  # fmt: skip
            rows.append(
                f"    {{{c_string(row.name)}, "
                f"{owner_name}, "
                f"{'(void *)' + row.symbol if row.symbol else '0'}, "
                f"{names[row.parameters]}, {row.n_positional_only}, "
                f"{row.n_positional}, {row.n_required}, {row.n_keyword_only}, {row.flags}, "
                f"{row.kind}, {c_string(row.doc)}, "
                f"PYC_ARITY_{style.name}, {c_string(style.shown)}}},"
            )
        symbol = "0"
        if owner.is_type:
            symbol = type_symbol(owner.name)
            if defined is not None and symbol not in defined:
                print(f"generate_tables: no {symbol} ({owner.name})", file=sys.stderr)
                symbol = "0"
            else:
                types.append(symbol)
                symbol = f"&{symbol}"
        initializer = f"pyc_module_{owner.name.replace('.', '_')}_ready"
        if owner.is_type or (defined is not None and initializer not in defined):
            initializer = "0"
        elif defined is None:
            out.append(f"extern int {initializer}(PycWord) __attribute__((weak));")
        else:
            out.append(f"extern int {initializer}(PycWord);")
        owner_rows.append(
            f"    {{{c_string(owner.name)}, {c_string(owner.module)}, {symbol}, {first}, "
            f"{len(rows) - first}, {initializer}, {c_string(owner.doc)}}},"
        )
        constants += [constant_row(owner.module, name, value) for name, value in owner.constants]
    for symbol, n in sorted(symbols.items()):
        out.append(f"extern PycWord {symbol}({', '.join(['PycWord'] * n) or 'void'});")
    out += [f"extern PycType {symbol};" for symbol in sorted(set(types))]
    for parameters, name in names.items():
        out.append(
            f"static const char *const {name}[] = "
            f"{{{', '.join(map(c_string, parameters)) or '0'}}};"
        )
    out += ["", "const PycBuiltinSpec pyc_library_table[] = {", *rows, "    {0}", "};",
            f"const int64_t pyc_library_table_length = {len(rows)};", "",
            "const PycLibraryOwner pyc_library_owners[] = {", *owner_rows, "    {0}", "};",
            f"const int64_t pyc_library_owners_length = {len(owner_rows)};", "",
            "const PycLibraryConstant pyc_library_constants[] = {", *constants, "    {0}", "};",
            f"const int64_t pyc_library_constants_length = {len(constants)};", ""]
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--defined", type=Path, help="names of the C symbols that exist")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    defined = set(options.defined.read_text().split()) if options.defined else None
    owners = owners_of(sorted(options.library.glob("*.pyi")))
    options.output.write_text(table(owners, defined), encoding="utf-8")


if __name__ == "__main__":
    main()
