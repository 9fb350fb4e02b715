"""The steps of flow: one row an op.

`raises`: may leave an exception pending. `effect`: may run code or change memory that others see,
so nothing may be moved over it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlowOp:
    name: str
    raises: bool = True
    effect: bool = True

    def __str__(self) -> str:
        return self.name


def _quiet(name: str) -> FlowOp:
    return FlowOp(name, raises=False, effect=False)


# Values. `data` of an instruction is given in brackets.
CONST = _quiet("const")  # [the Python constant]
COPY = _quiet("copy")
BINARY = FlowOp("binary")  # a, b ["+"]
INPLACE = FlowOp("inplace")  # a, b ["+"]
UNARY = FlowOp("unary")  # a ["-", "+", "~"]
NOT = FlowOp("not")  # a
COMPARE = FlowOp("compare")  # a, b ["<", "<=", "==", "!=", ">", ">="]
IS = _quiet("is")  # a, b [negated]
CONTAINS = FlowOp("contains")  # item, container [negated]
GET_ITEM = FlowOp("get_item")  # a, key
SET_ITEM = FlowOp("set_item")  # a, key, value
DEL_ITEM = FlowOp("del_item")  # a, key
GET_ATTR = FlowOp("get_attr")  # a [name]
SET_ATTR = FlowOp("set_attr")  # a, value [name]
DEL_ATTR = FlowOp("del_attr")  # a [name]
SLICE = FlowOp("slice", raises=False, effect=False)  # start, stop, step
# Displays.
TUPLE = FlowOp("tuple", raises=False, effect=False)
LIST = FlowOp("list", raises=False, effect=False)
SET = FlowOp("set")
DICT = FlowOp("dict")  # key, value, key, value, ...
LIST_APPEND = FlowOp("list_append")  # list, value
LIST_EXTEND = FlowOp("list_extend")  # list, iterable
LIST_TO_TUPLE = FlowOp("list_to_tuple")
SPREAD = FlowOp("spread")  # iterable, callee -> the tuple of f(*iterable)'s arguments
SET_ADD = FlowOp("set_add")
SET_UPDATE = FlowOp("set_update")  # set, iterable
DICT_SET = FlowOp("dict_set")  # dict, key, value
DICT_MERGE = FlowOp("dict_merge")  # dict, mapping
DICT_MERGE_CALL = FlowOp("dict_merge_call")  # dict, mapping, callee: f(**a, **b) refuses doubles
# Text.
FORMAT = FlowOp("format")  # value[, spec] [conversion: "", "s", "r", "a"]
JOIN = FlowOp("join", raises=False, effect=False)  # str parts
# Iteration.
ITER = FlowOp("iter")
DROP = _quiet("drop")  # iterator: a loop that is left early holds it up to here
UNPACK = FlowOp("unpack")  # a -> n dests [n]
UNPACK_STAR = FlowOp("unpack_star")  # a -> before + 1 + after dests [(before, after)]
# Calls.
CALL = FlowOp("call")  # callee, args... [CallShape]
CALL_METHOD = FlowOp("call_method")  # self, args... [(name, CallShape)]
CALL_SUPER = FlowOp("call_super")  # class, self, args... [(name, CallShape)]
CHECK_METHOD = FlowOp("check_method", effect=False)  # self, or class, self of super() [name]
CALL_SPREAD = FlowOp("call_spread")  # callee, args tuple, keywords dict
# Variables.
LOAD_GLOBAL = FlowOp("load_global", effect=False)  # [name]
STORE_GLOBAL = FlowOp("store_global", raises=False)  # value [name]
DEL_GLOBAL = FlowOp("del_global")  # [name]
LOAD_NAME = FlowOp("load_name")  # namespace [name]: class bodies
NEW_CELL = _quiet("new_cell")  # value or nothing
LOAD_CELL = FlowOp("load_cell", effect=False)  # cell [name]
STORE_CELL = FlowOp("store_cell", raises=False)  # cell, value
DEL_CELL = FlowOp("del_cell")  # cell [name]
CLOSURE = _quiet("closure")  # [index]: the cell that the function object carries
CHECK_BOUND = FlowOp("check_bound", effect=False)  # a [name]
UNBIND = _quiet("unbind")  # writes "unbound" to its dest
# For debuggers, in observed flow only.
LINE = FlowOp("line", raises=False)  # a statement starts here
SHOW = FlowOp("show", raises=False)  # value, or nothing: unbound [Shown]
# Definitions.
FUNCTION = FlowOp("function", raises=False)  # values as told by [FunctionData]
BUILD_CLASS = FlowOp("build_class")  # body function, bases..., keyword values... [ClassData]
IMPORT = FlowOp("import")  # [ImportData]
IMPORT_FROM = FlowOp("import_from")  # module [(module name, name)]
IS_PUBLIC = FlowOp("is_public")  # module [(module name, name)]: whether a star binds it
# Exceptions.
BEGIN_CATCH = _quiet("begin_catch")  # -> what was handled before; pending becomes handled
HANDLED = _quiet("handled")  # -> the exception being handled
MATCH = FlowOp("match_exception")  # exception, class
END_CATCH = FlowOp("end_catch", raises=False)  # what was handled before
# with.
ENTER = FlowOp("enter")  # manager -> its bound __exit__, what __enter__ gave
EXIT = FlowOp("exit")  # __exit__: called without an exception
EXIT_HANDLED = FlowOp("exit_handled")  # __exit__: called with the handled one -> its result
# Generators.
YIELD = FlowOp("yield")  # value -> what was sent
YIELD_FROM = FlowOp("yield_from")  # iterator -> its result
# Patterns and checks that syntax alone asks for.
LENGTH = FlowOp("length")  # a
IS_SEQUENCE = _quiet("is_sequence")  # match: a sequence that is not text
IS_MAPPING = _quiet("is_mapping")
MATCH_CLASS = FlowOp("match_class")  # subject, class [(n positional, names)] -> tuple or None
MATCH_KEYS = FlowOp("match_keys")  # subject, keys tuple -> values tuple or None
ANNOTATE = FlowOp("annotate")  # namespace, value (or nothing) [name]: __annotations__ of a class

ALL = tuple(value for value in list(globals().values()) if isinstance(value, FlowOp))
