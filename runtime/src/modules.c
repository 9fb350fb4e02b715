/* modules.c: module objects, imports of the library and of the program's own modules, builtins. */
#include <stdlib.h>
#include <string.h>
#include "objects_private.h"
#include "pyc_compiled.h"

static PycModule *module_of(PycWord a) { return (PycModule *)pyc_object(a); }

/* ---- Module objects ---- */

PycWord pyc_module_new(PycWord name) {
    PycModule *module = pyc_allocate(&pyc_module_type, sizeof(PycModule));
    module->object.refcount = PYC_IMMORTAL;
    module->name = pyc_inc(name);
    module->attributes = pyc_dict_new(0);
    (void)pyc_dict_set(module->attributes, NAME(__name__), name);
    (void)pyc_dict_set(module->attributes, NAME(__doc__), PYC_NONE);
    return pyc_word(module);
}

PycWord pyc_module_attributes(PycWord module) { return module_of(module)->attributes; }

/* Where the program keeps the global `name`; NULL: nowhere. */
static PycWord *cell_of(const PycModuleSpec *spec, PycWord name) {
    for (int64_t i = 0; spec && i < spec->n_globals; i++)
        if (spec->names[i] == name) return spec->cells[i];
    for (int64_t i = 0; spec && i < spec->n_globals; i++)
        if (pyc_str_equal(spec->names[i], name)) return spec->cells[i];
    return NULL;
}

/* All attributes as a new dict, in the order of the module's text. */
PycWord pyc_module_dict(PycWord a) {
    PycModule *module = module_of(a);
    PycWord dict = pyc_dict_new(0);
    if (pyc_dict_merge(dict, module->attributes) < 0) return pyc_dec(dict), (PycWord)0;
    for (int64_t i = 0; module->spec && i < module->spec->n_globals; i++)
        if (*module->spec->cells[i]) (void)pyc_dict_set(dict, module->spec->names[i], *module->spec->cells[i]);
    return dict;
}

static PycWord module_get_attribute(PycWord a, PycWord name) {
    PycWord *cell = cell_of(module_of(a)->spec, name);
    if (cell && *cell) return pyc_inc(*cell);
    PycWord value = pyc_dict_find_str(module_of(a)->attributes, name);
    if (value) return pyc_inc(value);
    if (pyc_str_equal(name, NAME(__dict__))) return pyc_module_dict(a);
    value = pyc_object_get_attribute(a, name);
    if (value || pyc_state.exception) return value;
    PycWord hook = pyc_dict_find_str(module_of(a)->attributes, NAME(__getattr__));
    if (!hook && (cell = cell_of(module_of(a)->spec, NAME(__getattr__)))) hook = *cell;
    return hook ? pyc_call(hook, &name, 1, 0) : 0;
}

static int module_set_attribute(PycWord a, PycWord name, PycWord value) {
    PycWord *cell = cell_of(module_of(a)->spec, name);
    if (cell) {
        PycWord old = *cell;
        if (!value && !old) return pyc_raise_no_attribute(a, name), -1;
        *cell = pyc_xinc(value);
        pyc_xdec(old);
        return 0;
    }
    if (value) return pyc_dict_set(module_of(a)->attributes, name, value);
    PycWord old = pyc_dict_pop_str(module_of(a)->attributes, name);
    if (!old) return pyc_raise_no_attribute(a, name), -1;
    pyc_dec(old);
    return 0;
}

static PycWord module_repr(PycWord a) {
    PycModule *module = module_of(a);
    if (module->spec) return pyc_text_format("<module %R from %R>", module->name, module->spec->file);
    return pyc_text_format("<module %R (built-in)>", module->name);
}

PycType pyc_module_type = {.object = PYC_TYPE_HEAD, .name = "module", .instance_size = sizeof(PycModule),
    .repr = module_repr, .get_attribute = module_get_attribute, .set_attribute = module_set_attribute};

/* ---- The library ---- */

static PycWord loaded; /* dict name -> module: sys.modules */

PycWord pyc_loaded_modules(void) {
    if (!loaded) loaded = pyc_dict_new(0);
    return loaded;
}

static PycWord constant_value(const PycLibraryConstant *constant) {
    switch (constant->kind) {
    case 'i': return pyc_int_from_i64(constant->integer);
    case 'b': return pyc_inc(pyc_bool(constant->integer != 0));
    case 'f': return pyc_float_new(constant->real);
    default: return pyc_str_from_c(constant->text);
    }
}

static void put(PycWord attributes, const char *name, PycWord value) { /* takes over value */
    (void)pyc_dict_set(attributes, pyc_intern(name), value);
    pyc_dec(value);
}

/* Types of the interpreter that have no name among the builtins. */
static bool hidden(const char *name) {
    static const char *const names[] = {"generator", "TextIOWrapper", "NoneType", "module", "function"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name)) return true;
    size_t n = strlen(name);
    return strncmp(name, "dict_", 5) == 0 || (n > 9 && !strcmp(name + n - 9, "_iterator"));
}

/* Functions, classes and constants that the tables have for the module. */
static const PycLibraryOwner *fill_from_tables(PycWord attributes, const char *module, PycWord self) {
    const PycLibraryOwner *found = NULL;
    for (int64_t i = 0; i < pyc_library_owners_length; i++) {
        const PycLibraryOwner *owner = &pyc_library_owners[i];
        if (strcmp(owner->module, module)) continue;
        bool is_module = !owner->type && !strcmp(owner->name, module);
        if (owner->type && !hidden(owner->name)) put(attributes, owner->name, pyc_inc(pyc_word(owner->type)));
        if (!is_module) continue;
        found = owner;
        for (int64_t k = 0; k < owner->count; k++) {
            const PycBuiltinSpec *spec = &pyc_library_table[owner->first + k];
            if (spec->function && !pyc_dict_find_str(attributes, pyc_intern(spec->name)))
                put(attributes, spec->name, pyc_builtin_new(spec, self));
        }
        if (*owner->doc) put(attributes, "__doc__", pyc_str_from_c(owner->doc));
    }
    for (int64_t i = 0; i < pyc_library_constants_length; i++)
        if (!strcmp(pyc_library_constants[i].module, module))
            put(attributes, pyc_library_constants[i].name, constant_value(&pyc_library_constants[i]));
    return found;
}

PycWord pyc_import_library(const char *name) {
    PycWord word = pyc_intern(name);
    PycWord module = pyc_dict_find_str(pyc_loaded_modules(), word);
    if (module) return pyc_inc(module);
    module = pyc_module_new(word);
    const PycLibraryOwner *owner = fill_from_tables(pyc_module_attributes(module), name, 0);
    if (!owner) {
        pyc_raise_type(&pyc_module_not_found_error_type, "No module named '%s'", name);
        return 0;
    }
    if (owner->ready && owner->ready(module) < 0) return 0;
    (void)pyc_dict_set(loaded, word, module);
    return module;
}

/* ---- The program's modules ---- */

/* A module of a package becomes an attribute of it. */
static int bind_in_package(PycModuleSpec *spec) {
    int64_t length;
    char *name = pyc_str_utf8(spec->name, &length);
    char *dot = name ? strrchr(name, '.') : NULL;
    int status = 0;
    if (dot) {
        PycWord package_name = pyc_str_from_utf8(name, dot - name);
        PycWord own_name = pyc_str_from_c(dot + 1);
        PycWord package = pyc_dict_find_str(pyc_loaded_modules(), package_name);
        if (package) status = pyc_set_attribute(package, own_name, spec->module);
        pyc_dec(package_name);
        pyc_dec(own_name);
    }
    free(name);
    return status;
}

PycWord pyc_import_user(PycModuleSpec *spec) {
    if (spec->module) return pyc_inc(spec->module);
    PycWord module = pyc_module_new(spec->name);
    module_of(module)->spec = spec;
    if (spec->file) (void)pyc_dict_set(pyc_module_attributes(module), NAME(__file__), spec->file);
    spec->module = module;
    (void)pyc_dict_set(pyc_loaded_modules(), spec->name, module);
    if (spec->warnings) pyc_stderr_text(spec->warnings);
    pyc_state.depth++; /* a module's body is a frame, too */
    PycWord result = spec->body();
    pyc_state.depth--;
    if (result) {
        pyc_dec(result);
        return bind_in_package(spec) < 0 ? 0 : pyc_inc(module);
    }
    if (pyc_str_equal(spec->name, NAME(__main__))) return 0; /* its names serve for suggestions */
    PycWord removed = pyc_dict_pop_str(loaded, spec->name);
    pyc_xdec(removed);
    spec->module = 0;
    return 0;
}

PycWord pyc_import_from(PycWord module, PycWord name) {
    PycWord value = pyc_find_attribute(module, name);
    if (value || pyc_state.exception) return value;
    bool is_module = pyc_type_of(module) == &pyc_module_type;
    PycWord of = is_module ? pyc_inc(module_of(module)->name) : pyc_str_from_c("<unknown module name>");
    PycModuleSpec *spec = is_module ? module_of(module)->spec : NULL;
    if (spec) pyc_raise_type(&pyc_import_error_type, "cannot import name %R from %R (%S)", name, of, spec->file);
    else pyc_raise_type(&pyc_import_error_type, "cannot import name %R from %R (unknown location)", name, of);
    pyc_dec(of);
    return 0;
}

/* `from package import name`, where the package may hold a module of that name. */
PycWord pyc_import_submodule(PycWord package, PycWord name, PycModuleSpec *spec) {
    PycWord value = pyc_find_attribute(package, name);
    if (value || pyc_state.exception) return value;
    return pyc_import_user(spec);
}

/* Whether `from module import *` binds the name: __all__ lists it, or it is there and has no
 * underscore before it. is_submodule: the program has a module of that name in the package. */
int pyc_is_public(PycWord module, PycWord name, int64_t is_submodule) {
    PycWord listed = pyc_find_attribute(module, NAME(__all__));
    if (!listed && pyc_state.exception) return -1;
    int found = listed ? pyc_contains(listed, name) : pyc_str_at(name, 0) != '_';
    pyc_xdec(listed);
    if (found <= 0) return found;
    PycWord value = pyc_find_attribute(module, name);
    if (!value && pyc_state.exception) return -1;
    bool is_there = value || (listed && is_submodule);
    pyc_xdec(value);
    if (listed && !is_there) return pyc_raise_no_attribute(module, name), -1;
    return is_there;
}

PycWord pyc_import_missing(PycWord name) {
    pyc_raise_type(&pyc_module_not_found_error_type, "No module named %R", name);
    return 0;
}

/* ---- Builtins ---- */

static PycWord builtins; /* the module */

PycWord pyc_builtins_module(void) {
    if (builtins) return builtins;
    pyc_initialize();
    builtins = pyc_module_new(NAME(builtins));
    PycWord attributes = pyc_module_attributes(builtins);
    fill_from_tables(attributes, "builtins", 0);
    PycType *const types[] = {&pyc_int_type, &pyc_float_type, &pyc_bool_type, &pyc_str_type, &pyc_bytes_type, &pyc_bytearray_type};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) put(attributes, types[i]->name, pyc_inc(pyc_word(types[i])));
    put(attributes, "None", PYC_NONE);
    put(attributes, "True", PYC_TRUE);
    put(attributes, "False", PYC_FALSE);
    put(attributes, "NotImplemented", PYC_NOT_IMPLEMENTED);
    put(attributes, "Ellipsis", pyc_word(&pyc_ellipsis));
    put(attributes, "__debug__", PYC_TRUE);
    put(attributes, "IOError", pyc_word(&pyc_os_error_type));
    put(attributes, "EnvironmentError", pyc_word(&pyc_os_error_type));
    (void)pyc_dict_set(pyc_loaded_modules(), NAME(builtins), builtins);
    return builtins;
}

PycWord pyc_builtin(PycWord name) {
    PycWord value = pyc_dict_find_str(pyc_module_attributes(pyc_builtins_module()), name);
    return pyc_xinc(value);
}
