"""CPython and the C code that it calls, in one stack: of extension modules, ours or others'."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from pyc.compiler.commands.profiling import as_json, as_text, comparison
from pyc.compiler.profiler import mixed, recording, totals
from pyc.compiler.profiler.exports import TEXTS, exported
from pyc.compiler.profiler.profile import Frame, Profile, loaded, saved, without_foreign
from pyc.tui import questions
from pyc.tui.model import Measured, State, step

EXTENSION = """\
#include <Python.h>

static __attribute__((noinline)) double turned(long n) {
    volatile double total = 0;
    for (long i = 0; i < n; i++) total += (double)i * 0.5;  // line 5
    return total;
}

static PyObject *spin(PyObject *module, PyObject *n) {
    return PyFloat_FromDouble(turned(PyLong_AsLong(n)) + 1);
}

static PyObject *called(PyObject *module, PyObject *function) {
    PyObject *result = PyObject_CallNoArgs(function);
    return Py_BuildValue("N", result);
}

static PyMethodDef methods[] = {{"spin", spin, METH_O, ""}, {"called", called, METH_O, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "turning", "", -1, methods};
PyMODINIT_FUNC PyInit_turning(void) { return PyModule_Create(&module); }
"""

PROGRAM = """\
import decimal
import turning

def squares():
    return sum([n * n for n in range(1_500_000)])

def root():
    x = decimal.Decimal(2)
    with decimal.localcontext(prec=2000):
        for _ in range(60):
            x = (x * x + 1).sqrt()

for _ in range(5):
    turning.spin(50_000_000)
    turning.called(squares)
    root()
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "turning.c").write_text(EXTENSION)
    name = "turning" + str(sysconfig.get_config_var("EXT_SUFFIX"))
    subprocess.run(
        ["cc", "-O2", "-g", "-shared", "-fPIC", f"-I{sysconfig.get_path('include')}",
         folder / "turning.c", "-o", folder / name], check=True,
    )  # fmt: skip
    program = folder / "prog.py"
    program.write_text(PROGRAM)
    found, status = recording.cpython_run([sys.executable, str(program)], str(program), 200, True)
    assert status == 0
    return found


def test_functions_of_an_extension_have_their_time_and_lines(measured: Profile) -> None:
    rows = {row.function: row for row in totals.by_function(measured)}
    assert Path(rows["turned"].file).name == "turning.c"
    assert rows["turned"].own > measured.total / 10
    lines = {row.line for row in totals.by_line(measured) if row.function == "turned"}
    assert 5 in lines
    callers = totals.callers(measured, "turned", rows["turned"].file)
    assert [row.function for row in callers] == ["spin"]


def test_python_that_c_calls_lies_below_it(measured: Profile) -> None:
    paths = {tuple(frame.function for frame in stack[:3]) for stack in measured.stacks}
    assert ("<module>", "called", "squares") in paths
    for stack in measured.stacks:  # before CPython begins there is only C
        assert stack[0].is_python or not any(frame.is_python for frame in stack)


def test_an_extension_of_the_library(measured: Profile) -> None:
    inside = [stack for stack in measured.stacks if any(f.function == "root" for f in stack)]
    assert any(not frame.is_python for stack in inside for frame in stack)


def test_without_c_functions_their_time_is_pythons(measured: Profile) -> None:
    shown = without_foreign(measured)
    assert shown.total == measured.total
    assert all(frame.is_python for stack in shown.stacks for frame in stack)


@pytest.mark.parametrize("form", TEXTS)
def test_every_text_names_them(measured: Profile, form: str) -> None:
    assert b"turned" in exported(measured, form)


def test_pprof_the_file_and_the_tables_name_them(measured: Profile, tmp_path: Path) -> None:
    assert b"turned" in gzip.decompress(exported(measured, "pprof"))
    kept = tmp_path / "kept.json"
    kept.write_text(saved(measured))
    assert loaded(kept).stacks == measured.stacks
    assert "turned  turning.c:5" in as_text(measured, 10, foreign=True)
    assert "turned" not in as_text(measured, 10, foreign=False)
    assert "turned" in json.dumps(as_json(measured, 10, foreign=True))
    other = Profile("prog.py", "cpython", {})
    assert "turned  turning.c" in comparison(other, measured, 10, foreign=True)


def test_the_console_shows_them_on_request(measured: Profile) -> None:
    state = step(State("prog.py", with_foreign=True), Measured(measured))
    assert "turned" in {row.key[0] for row in questions.hot_rows(state)}
    assert questions.source_file(state).endswith(".py")  # type: ignore[union-attr]
    assert "--foreign" not in questions.summary(state)
    plain = step(State("prog.py", with_foreign=True), Measured(without_foreign(measured)))
    assert "start with --foreign" in questions.summary(plain)


def test_code_without_names_counts_for_its_library() -> None:
    start = Frame("0x7f9b20a4524a", "/usr/lib/libc.so.6", 0)
    work = Frame("work", "/p/prog.py", 3)
    told = (
        start, work, Frame("spin", "/src/fast.c", 11),
        Frame("deflate", "/usr/lib/libz.so.1.2.13", 0),
        Frame("0x7f9b20724f45", "/usr/lib/libz.so.1.2.13", 0),
        Frame("0x7f9b20725068", "/usr/lib/libz.so.1.2.13", 0),
        Frame("0x7f021e6d58a2", "/lib-dynload/_hashlib.cpython-311-x86_64-linux-gnu.so", 0),
    )  # fmt: skip
    assert mixed.named(told) == (
        work, Frame("spin", "/src/fast.c", 11), Frame("deflate [libz]", "", 0),
        Frame("[libz]", "", 0), Frame("[_hashlib]", "", 0),
    )  # fmt: skip
    assert mixed.named((start, start)) == (Frame("[libc]", "", 0),)
    assert mixed.named((work, work)) == (work, work)
