"""The language server as an editor sees it: a process that speaks the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.client import WHOLE, Client, span

PROGRAM = """\
def area(width, height):
    return width * height


def shout(words):
    return [word.upper() for word in words]


print(area(3, 4), shout(["a"]))
"""


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client()
    yield made
    assert made.close() == 0


def test_a_hint_brings_the_import_that_it_needs(client: Client, tmp_path: Path) -> None:
    (tmp_path / "shapes.py").write_text("class P:\n    pass\n\n\ndef new():\n    return P()\n")
    uri = client.open(tmp_path / "prog.py", "from shapes import new\np = new()\n")
    (hint,) = client.about("inlayHint", uri, range=WHOLE)
    places = [(x["range"]["start"]["line"], x["newText"]) for x in hint["textEdits"]]
    assert places == [(1, ": P"), (1, "from shapes import P\n")]


def test_hints_hover_symbols_and_lenses(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    hints = client.about("inlayHint", uri, range=WHOLE)
    labels = {(each["position"]["line"], each["label"]) for each in hints}
    assert (0, ": int (i64)") in labels
    assert (0, " -> int (i64)") in labels
    edit = next(each for each in hints if each["label"] == " -> int (i64)")["textEdits"][0]
    assert (edit["newText"], edit["range"]) == (" -> int", span(0, 23, 0, 23))
    hover = client.about("hover", uri, position={"line": 0, "character": 5})
    text = hover["contents"]["value"]
    assert "**native**" in text
    assert "(width: int[3] as i64, height: int[4] as i64) -> int as i64" in text
    names = [each["name"] for each in client.about("documentSymbol", uri)]
    assert names == ["area", "shout"]
    titles = [each["command"]["title"] for each in client.about("codeLens", uri)]
    assert "run" in titles
    assert "native" in titles


def test_hints_of_a_range_only(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    hints = client.about("inlayHint", uri, range=span(4, 0, 5, 0))
    assert {each["position"]["line"] for each in hints} == {4}


def test_problems_are_pulled_with_result_ids(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", "print(undefined)\n")
    report = client.about("diagnostic", uri)
    assert [each["code"] for each in report["items"]] == ["undefined-name"]
    assert report["items"][0]["range"] == span(0, 6, 0, 15)
    page = Path(report["items"][0]["codeDescription"]["href"].removeprefix("file://"))
    assert page.is_file()
    again = client.about("diagnostic", uri, previousResultId=report["resultId"])
    assert again == {"kind": "unchanged", "resultId": report["resultId"]}


def test_an_edit_is_analysed_anew(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    change = {"range": span(8, 11, 8, 15), "text": "3.5, 4"}
    client.change(uri, 2, [change])
    labels = {each["label"] for each in client.about("inlayHint", uri, range=span(0, 0, 1, 0))}
    assert ": float (f64)" in labels


def test_columns_are_utf_16_unless_agreed_otherwise(client: Client, tmp_path: Path) -> None:
    text = 'print("\N{GRINNING FACE}", undefined)\n'
    uri = client.open(tmp_path / "prog.py", text)
    assert client.about("diagnostic", uri)["items"][0]["range"] == span(0, 12, 0, 21)
    general = {"general": {"positionEncodings": ["utf-8"]}}
    other = Client(general)
    uri = other.open(tmp_path / "prog.py", text)
    assert other.server["positionEncoding"] == "utf-8"
    assert other.about("diagnostic", uri)["items"][0]["range"] == span(0, 14, 0, 23)
    other.close()


def test_a_syntax_error_leaves_the_other_functions_typed(client: Client, tmp_path: Path) -> None:
    broken = PROGRAM.replace("def shout(words):", "def shout(words:")
    uri = client.open(tmp_path / "prog.py", broken)
    codes = [each["code"] for each in client.about("diagnostic", uri)["items"]]
    assert codes == ["syntax-error"]
    hints = client.about("inlayHint", uri, range=WHOLE)
    assert ": int (i64)" in {each["label"] for each in hints}


def test_build_and_compare(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    uri = path.as_uri()
    command = {"command": "pyc.build", "arguments": [{"uri": uri}]}
    built = client.ask("workspace/executeCommand", command)
    assert built["ok"]
    assert Path(built["program"]).is_file()
    command = {"command": "pyc.compare", "arguments": [{"uri": uri}]}
    compared = client.ask("workspace/executeCommand", command)
    assert compared["equal"], compared
    assert compared["native"] > 0


def test_an_untrusted_workspace_builds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "prog.py"
    path.write_text(PROGRAM)
    client = Client(initializationOptions={"trusted": False})
    uri = client.open(path, PROGRAM)
    titles = [each["command"]["title"] for each in client.about("codeLens", uri)]
    assert "run" not in titles
    command = {"command": "pyc.build", "arguments": [{"uri": uri}]}
    answer = client.wait(client.start("workspace/executeCommand", command))
    assert "not trusted" in str(answer)
    assert not path.with_suffix("").exists()
    client.close()


def test_views_show_the_stages_of_a_function(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    for kind, wanted in (
        ("ast", "FunctionDef"), ("flow", "function __main__.area"), ("ir", "imul"),
        ("llvm", "define"), ("asm", "area"),
    ):  # fmt: skip
        view = client.ask("pyc/view", {"uri": uri, "kind": kind, "function": "area"})
        assert wanted in view["text"], kind
    lines = client.ask("pyc/view", {"uri": uri, "kind": "ir", "function": "area"})["lines"]
    assert {source for _, source in lines} == {1, 2}


def test_problems_are_shown_as_the_command_line_prints_them(
    client: Client, tmp_path: Path
) -> None:
    text = 'x = 1\nprint("\N{GRINNING FACE}", undefined)\n'
    uri = client.open(tmp_path / "prog.py", text)
    view = client.ask("pyc/view", {"uri": uri, "kind": "problem"})
    rows = view["text"].split("\n")
    assert rows[0] == "error[undefined-name]: name `undefined` is not defined"
    assert {source for _, source in view["lines"]} == {2}
    shown = {(kind, rows[line - 1]): (start, end) for line, start, end, kind in view["styles"]}
    assert shown["error", rows[0]] == (0, len("error[undefined-name]"))
    assert shown["strong", rows[0]] == (len("error[undefined-name]"), len(rows[0]))
    (carets,) = [places for (kind, row), places in shown.items() if kind == "error" and "^" in row]
    assert carets[1] - carets[0] == len("undefined")
    assert shown["margin", rows[3]] == (0, 4)
    client.change(uri, 2, [{"text": "x = 1\n"}])
    assert client.ask("pyc/view", {"uri": uri, "kind": "problem"})["text"] == "no problems\n"


def test_severity_tells_how_bad_it_is(client: Client, tmp_path: Path) -> None:
    text = "import tkinter\n\ng = (n for n in [1])\nif len([2]) is 5:\n    print(g)\n"
    uri = client.open(tmp_path / "prog.py", text)
    found = {each["code"]: each["severity"] for each in client.about("diagnostic", uri)["items"]}
    tiers = ["unsupported-module", "literal-identity", "boxed-only", "partly-boxed"]
    assert found == {slug: number for number, slug in enumerate(tiers, 1)}


def test_stray_output_does_not_break_the_protocol(tmp_path: Path) -> None:
    client = Client()
    client.send_raw(b"{this is no JSON")
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    assert client.about("diagnostic", uri)["kind"] == "full"
    client.close()


def test_quick_fixes_and_fix_all(client: Client, tmp_path: Path) -> None:
    text = "x = int(input())\nif x is 5:\n    print(y)\nname = x\nprint(nam)\n"
    uri = client.open(tmp_path / "prog.py", text)
    context: dict[str, object] = {"diagnostics": []}
    made = client.about("codeAction", uri, range=span(1, 0, 1, 0), context=context)
    fix = next(each for each in made if each["kind"] == "quickfix")
    assert fix["isPreferred"]
    assert [each["code"] for each in fix["diagnostics"]] == ["literal-identity"]
    assert fix["edit"]["changes"][uri] == [{"range": span(1, 4, 1, 8), "newText": " == "}]
    made = client.about("codeAction", uri, range=span(4, 0, 4, 0), context=context)
    fixes = [each["title"] for each in made if each["kind"] == "quickfix"]
    assert fixes == ["Change to `name`"]
    made = client.about("codeAction", uri, range=WHOLE, context={**context, "only": ["source"]})
    assert [each["kind"] for each in made] == ["source.fixAll.pyc"]
    assert len(made[0]["edit"]["changes"][uri]) == 1


def test_a_whole_signature_is_annotated(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    context: dict[str, object] = {"diagnostics": []}
    made = client.about("codeAction", uri, range=span(0, 0, 0, 0), context=context)
    whole = next(each for each in made if each["title"] == "Annotate `area` in full")
    texts = [each["newText"] for each in whole["edit"]["changes"][uri]]
    assert texts == [": int", ": int", " -> int"]


def test_an_annotation_is_proved_when_it_is_chosen(tmp_path: Path) -> None:
    """Where the client can wait until then: not for each move of the cursor."""
    later = {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
    client = Client({"textDocument": {"codeAction": later}})
    uri = client.open(tmp_path / "prog.py", PROGRAM)
    context: dict[str, object] = {"diagnostics": []}
    made = client.about("codeAction", uri, range=span(0, 0, 0, 0), context=context)
    whole = next(each for each in made if each["title"] == "Annotate `area` in full")
    assert "edit" not in whole
    resolved = client.ask("codeAction/resolve", whole)
    texts = [each["newText"] for each in resolved["edit"]["changes"][uri]]
    assert texts == [": int", ": int", " -> int"]
    client.change(uri, 2, [{"range": span(0, 0, 0, 0), "text": "\n"}])
    refused = client.wait(client.start("codeAction/resolve", whole))
    assert refused["error"]["message"] == "the text has changed since"
    client.close()


def test_a_hint_tells_more_when_asked(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "prog.py", "def f(x):\n    return x\n\n\nprint(f(1.5))\n")
    hint = client.about("inlayHint", uri, range=WHOLE)[0]
    told = client.ask("inlayHint/resolve", hint)["tooltip"]["value"]
    assert told == "`float`, held as `f64`"


def test_hovers_link_to_views_where_the_client_has_such_commands(tmp_path: Path) -> None:
    for options, expected in (({"commandLinks": True}, True), ({}, False)):
        client = Client(initializationOptions=options)
        uri = client.open(tmp_path / "prog.py", PROGRAM)
        hover = client.about("hover", uri, position={"line": 0, "character": 5})
        assert ("(command:pyc.viewAsm?%5B%22file" in hover["contents"]["value"]) is expected
        client.close()


def test_annotations_are_removed_and_a_file_is_excluded_on_demand(
    client: Client, tmp_path: Path
) -> None:
    text = "def f(x: int) -> int:\n    return x\n\n\nprint(f(1), undefined)\n"
    uri = client.open(tmp_path / "prog.py", text)
    context: dict[str, object] = {"diagnostics": [], "only": ["refactor.rewrite"]}
    (action,) = client.about("codeAction", uri, range=span(0, 0, 0, 0), context=context)
    assert action["title"] == "Remove the annotations of `f`"
    edits = action["edit"]["changes"][uri]
    assert [(each["range"], each["newText"]) for each in edits] == [
        (span(0, 7, 0, 12), ""), (span(0, 13, 0, 20), ""),
    ]  # fmt: skip
    (action,) = client.about("codeAction", uri, range=span(4, 0, 4, 0), context=context)
    assert action["title"] == "Exclude `prog.py` from the workspace's analysis"
    created, changed = action["edit"]["documentChanges"]
    assert created["uri"] == (tmp_path / "pyc.toml").as_uri()
    assert changed["edits"][0]["newText"] == 'exclude = ["prog.py"]\n'
