"""How each IR op reads in LLVM: one row an op, `{0}` the result, `{1}`, `{2}` ... the arguments.

Rows of several lines use `{t}`, a prefix for names of their own that is unique in the function.
Reference count ops are functions of HELPERS.
"""

from __future__ import annotations


def _load(kind: str, align: int) -> str:
    address = "{t}p = getelementptr i8, ptr {1}, i64 {2}"
    return f"{address}\n{{0}} = load {kind}, ptr {{t}}p, align {align}{{alias}}"


def _store(kind: str, align: int) -> str:
    address = "{t}p = getelementptr i8, ptr {1}, i64 {2}"
    return f"{address}\nstore {kind} {{3}}, ptr {{t}}p, align {align}{{alias}}"


def _overflow(name: str) -> str:
    call = f"{{t}}r = call {{{{i64, i1}}}} @llvm.{name}.with.overflow.i64(i64 {{2}}, i64 {{3}})"
    part = "extractvalue {{i64, i1}} {t}r"
    return f"{call}\n{{0}} = {part}, 0\n{{1}} = {part}, 1"


TEMPLATES: dict[str, str] = {
    "iadd": "{0} = add nsw i64 {1}, {2}",
    "isub": "{0} = sub nsw i64 {1}, {2}",
    "imul": "{0} = mul nsw i64 {1}, {2}",
    "iadd_ovf": _overflow("sadd"),
    "isub_ovf": _overflow("ssub"),
    "imul_ovf": _overflow("smul"),
    "iand": "{0} = and i64 {1}, {2}",
    "ior": "{0} = or i64 {1}, {2}",
    "ixor": "{0} = xor i64 {1}, {2}",
    "ishl": "{0} = shl i64 {1}, {2}",
    "ishr": "{0} = ashr i64 {1}, {2}",
    "idiv": "{0} = sdiv i64 {1}, {2}",
    "irem": "{0} = srem i64 {1}, {2}",
    "ieq": "{0} = icmp eq i64 {1}, {2}",
    "ine": "{0} = icmp ne i64 {1}, {2}",
    "ilt": "{0} = icmp slt i64 {1}, {2}",
    "ile": "{0} = icmp sle i64 {1}, {2}",
    "igt": "{0} = icmp sgt i64 {1}, {2}",
    "ige": "{0} = icmp sge i64 {1}, {2}",
    "iult": "{0} = icmp ult i64 {1}, {2}",
    "fadd": "{0} = fadd double {1}, {2}",
    "fsub": "{0} = fsub double {1}, {2}",
    "fmul": "{0} = fmul double {1}, {2}",
    "fdiv": "{0} = fdiv double {1}, {2}",
    "fneg": "{0} = fneg double {1}",
    "feq": "{0} = fcmp oeq double {1}, {2}",
    "fne": "{0} = fcmp une double {1}, {2}",
    "flt": "{0} = fcmp olt double {1}, {2}",
    "fle": "{0} = fcmp ole double {1}, {2}",
    "fgt": "{0} = fcmp ogt double {1}, {2}",
    "fge": "{0} = fcmp oge double {1}, {2}",
    "itof": "{0} = sitofp i64 {1} to double",
    "ftoi": "{0} = fptosi double {1} to i64",
    "f64_bits": "{0} = bitcast double {1} to i64",
    "bits_f64": "{0} = bitcast i64 {1} to double",
    "bnot": "{0} = xor i1 {1}, true",
    "band": "{0} = and i1 {1}, {2}",
    "bor": "{0} = or i1 {1}, {2}",
    "bxor": "{0} = xor i1 {1}, {2}",
    "btoi": "{0} = zext i1 {1} to i64",
    "cint_negative": "{0} = icmp slt i32 {1}, 0",
    "cint_true": "{0} = icmp ne i32 {1}, 0",
    "forget": "",
    "lost": "",
    # A place of its own, which nothing merges with another: a debugger can stop there.
    "statement": 'call void asm sideeffect "nop", ""() #5',
    "at_statement": 'call void asm sideeffect "", ""() #5\n'
    "{t}f = call ptr @llvm.frameaddress.p0(i32 0)\n"
    "{t}l = load ptr, ptr {1}, align 8\n{0} = icmp uge ptr {t}f, {t}l",
    "iselect": "{0} = select i1 {1}, i64 {2}, i64 {3}",
    "fselect": "{0} = select i1 {1}, double {2}, double {3}",
    "wselect": "{0} = select i1 {1}, ptr {2}, ptr {3}",
    "tag": "{t}s = shl i64 {1}, 1\n{t}o = or disjoint i64 {t}s, 1\n{0} = inttoptr i64 {t}o to ptr",
    "untag": "{t}i = ptrtoint ptr {1} to i64\n{0} = ashr i64 {t}i, 1",
    "is_small": "{t}i = ptrtoint ptr {1} to i64\n{0} = trunc i64 {t}i to i1",
    "fits_small": "{t}a = add i64 {1}, 4611686018427387904\n{0} = icmp sge i64 {t}a, 0",
    "weq": "{0} = icmp eq ptr {1}, {2}",
    "is_null": "{0} = icmp eq ptr {1}, null",
    "wtoi": "{0} = ptrtoint ptr {1} to i64",
    "itow": "{0} = inttoptr i64 {1} to ptr",
    "offset": "{0} = getelementptr i8, ptr {1}, i64 {2}",
    "copy_word": "{0} = bitcast ptr {1} to ptr",
    "copy_i64": "{0} = bitcast i64 {1} to i64",
    "copy_f64": "{0} = bitcast double {1} to double",
    "copy_bit": "{0} = bitcast i1 {1} to i1",
    "load_i64": _load("i64", 8),
    "load_f64": _load("double", 8),
    "load_word": _load("ptr", 8),
    "load_bit": "{t}p = getelementptr i8, ptr {1}, i64 {2}\n"
    "{t}b = load i8, ptr {t}p, align 1{alias}\n{0} = trunc i8 {t}b to i1",
    "load_byte": "{t}p = getelementptr i8, ptr {1}, i64 {2}\n"
    "{t}b = load i8, ptr {t}p, align 1{alias}\n{0} = zext i8 {t}b to i64",
    "store_i64": _store("i64", 8),
    "store_f64": _store("double", 8),
    "store_word": _store("ptr", 8),
    "store_bit": "{t}p = getelementptr i8, ptr {1}, i64 {2}\n"
    "{t}b = zext i1 {3} to i8\nstore i8 {t}b, ptr {t}p, align 1{alias}",
    "store_byte": "{t}p = getelementptr i8, ptr {1}, i64 {2}\n"
    "{t}b = trunc i64 {3} to i8\nstore i8 {t}b, ptr {t}p, align 1{alias}",
    "stack_words": "{0} = alloca i64, i64 {1}, align 16",
    "inc": "call void @pyc.inc(ptr {1})",
    "xinc": "call void @pyc.xinc(ptr {1})",
    "dec": "call void @pyc.dec(ptr {1})",
    "xdec": "call void @pyc.xdec(ptr {1})",
    "inc_object": "call void @pyc.inc_object(ptr {1})",
    "dec_object": "call void @pyc.dec_object(ptr {1})",
}

# In cold code releases are calls, not inlined: smaller code, compiled faster.
COLD_TEMPLATES: dict[str, str] = {
    "dec": "call void @pyc.cold_dec(ptr {1})",
    "dec_object": "call void @pyc.cold_dec(ptr {1})",
    "xdec": "call void @pyc.cold_xdec(ptr {1})",
}
# So are counts in code that seldom runs.
RARE_TEMPLATES: dict[str, str] = {**COLD_TEMPLATES, "inc": "call void @pyc.cold_inc(ptr {1})"}

# The memory that loads and stores name, as LLVM alias scopes of a type tree: names that differ
# never overlap.
ALIASES = ("header", "refcount", "i64 items", "f64 items", "bit items", "bytes", "word items",
           "slot", "f64 slot", "global", "cell", "state")  # fmt: skip

DECLARATIONS = """
declare {i64, i1} @llvm.sadd.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.ssub.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.smul.with.overflow.i64(i64, i64)
declare ptr @llvm.frameaddress.p0(i32)
declare void @pyc_destroy(ptr) #1
"""

# Functions that templates and each other call; a module starts with those that it needs.
HELPERS = """
define internal void @pyc.inc_object(ptr %w) #0 {
  %c = load i64, ptr %w, align 8, !tbaa !REFCOUNT
  %d = add i64 %c, 1
  store i64 %d, ptr %w, align 8, !tbaa !REFCOUNT
  ret void
}

define internal void @pyc.dec_object(ptr %w) #0 {
  %c = load i64, ptr %w, align 8, !tbaa !REFCOUNT
  %d = add i64 %c, -1
  store i64 %d, ptr %w, align 8, !tbaa !REFCOUNT
  %z = icmp eq i64 %d, 0
  br i1 %z, label %gone, label %kept, !prof !UNLIKELY
gone:
  call void @pyc_destroy(ptr %w)
  ret void
kept:
  ret void
}

define internal void @pyc.inc(ptr %w) #0 {
  %i = ptrtoint ptr %w to i64
  %b = trunc i64 %i to i1
  br i1 %b, label %small, label %object
object:
  call void @pyc.inc_object(ptr %w)
  ret void
small:
  ret void
}

define internal void @pyc.dec(ptr %w) #0 {
  %i = ptrtoint ptr %w to i64
  %b = trunc i64 %i to i1
  br i1 %b, label %small, label %object
object:
  call void @pyc.dec_object(ptr %w)
  ret void
small:
  ret void
}

define internal void @pyc.xinc(ptr %w) #0 {
  %n = icmp eq ptr %w, null
  br i1 %n, label %none, label %some
some:
  call void @pyc.inc(ptr %w)
  ret void
none:
  ret void
}

define internal void @pyc.xdec(ptr %w) #0 {
  %n = icmp eq ptr %w, null
  br i1 %n, label %none, label %some
some:
  call void @pyc.dec(ptr %w)
  ret void
none:
  ret void
}

define internal void @pyc.cold_dec(ptr %w) #4 {
  call void @pyc.dec(ptr %w)
  ret void
}

define internal void @pyc.cold_inc(ptr %w) #4 {
  call void @pyc.inc(ptr %w)
  ret void
}

define internal void @pyc.cold_xdec(ptr %w) #4 {
  call void @pyc.xdec(ptr %w)
  ret void
}
""".strip().split("\n\n")
