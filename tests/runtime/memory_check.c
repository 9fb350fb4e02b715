/* memory_check.c: what only C can see of the runtime's memory: chains, cycles, finalizers, counts.
 * Prints nothing and ends with status 0 where all is well. Run by test_memory.py. */
#include "pyc.h"

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            fprintf(stderr, "memory_check.c:%d: %s\n", __LINE__, #condition);     \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

static PycType node_storage, subclass_storage;
static int64_t finalized;
static PycWord revived;

static PycWord count_finalizer(int64_t point, PycWord *live, PycFunction *self) {
    (void)point, (void)live, (void)self;
    finalized++;
    return PYC_NONE;
}
static PycWord revive(int64_t point, PycWord *live, PycFunction *self) {
    (void)point, (void)self;
    finalized++;
    revived = pyc_inc(live[0]);
    return PYC_NONE;
}
static PycCode count_code = {.body = count_finalizer, .n_positional = 1};
static PycCode revive_code = {.body = revive, .n_positional = 1};

static PycType *new_class(const char *name, PycType *storage, PycWord base, const PycCode *finalizer) {
    static PycSlot slots[2];
    slots[0] = (PycSlot){pyc_intern("next"), PYC_SLOT_WORD};
    slots[1] = (PycSlot){pyc_intern("weight"), PYC_SLOT_F64};
    PycClassSpec *spec = calloc(1, sizeof *spec);
    spec->name = spec->qualname = pyc_intern(name);
    spec->module = pyc_intern("__main__");
    spec->slots = slots;
    spec->n_slots = base ? 0 : 2;
    spec->type = storage;
    PycWord dict = pyc_dict_new(0);
    if (finalizer) {
        PycWord function = pyc_function_new(finalizer, 0, 0, 0, 0);
        CHECK(pyc_dict_set(dict, pyc_intern("__del__"), function) == 0);
        pyc_dec(function);
    }
    PycWord made = pyc_class_new(spec, &base, base ? 1 : 0, dict, 0);
    pyc_dec(dict);
    CHECK(made);
    return (PycType *)(uintptr_t)made;
}

static PycWord *next_of(PycWord node) { return &((PycInstance *)(uintptr_t)node)->slots[0]; }

static void long_chains_die(PycType *type) {
    PycWord head = 0;
    for (int i = 0; i < 300000; i++) {
        PycWord node = pyc_instance_new(type);
        *next_of(node) = head;
        head = node;
    }
    pyc_dec(head);
    PycWord list = pyc_list_new(PYC_LIST_WORDS, 0);
    for (int i = 0; i < 300000; i++) {
        PycWord outer = pyc_list_new(PYC_LIST_WORDS, 1);
        CHECK(pyc_list_append_take(outer, list) == 0);
        list = outer;
    }
    pyc_dec(list);
}

static PycWord pair(PycType *type) {
    PycWord a = pyc_instance_new(type), b = pyc_instance_new(type);
    *next_of(a) = b;
    *next_of(b) = pyc_inc(a);
    return a;
}

static void cycles_are_found(PycType *type) {
    pyc_collect_cycles();
    for (int i = 0; i < 1000; i++) pyc_dec(pair(type));
    PycWord kept = pair(type);
    CHECK(pyc_collect_cycles() == 2000);
    CHECK(pyc_object(kept)->refcount == 2 && pyc_object(*next_of(kept))->refcount == 1);
    PycWord dict = pyc_dict_new(0), list = pyc_list_new(PYC_LIST_WORDS, 0);
    CHECK(pyc_dict_set(dict, pyc_intern("list"), list) == 0 && pyc_list_append(list, dict) == 0);
    pyc_dec(dict);
    CHECK(pyc_collect_cycles() == 0);
    pyc_dec(list);
    CHECK(pyc_collect_cycles() == 2);
    PycWord other = *next_of(kept);
    *next_of(kept) = 0;
    pyc_dec(other);
    pyc_dec(kept);
    CHECK(pyc_collect_cycles() == 0);
}

static void cycles_are_found_unasked(PycType *type) {
    for (int i = 0; i < 3000000; i++) pyc_dec(pair(type));
    FILE *file = fopen("/proc/self/statm", "r");
    long pages, resident;
    CHECK(file && fscanf(file, "%ld %ld", &pages, &resident) == 2);
    fclose(file);
#if !defined(__SANITIZE_ADDRESS__)
    CHECK(resident < 256 * 1024 * 1024 / 4096);
#endif
}

static void finalizers_run_once(void) {
    PycType *counted = new_class("Counted", NULL, 0, &count_code), *revived_type = new_class("Revived", NULL, 0, &revive_code);
    pyc_collect_cycles();
    pyc_dec(pyc_instance_new(counted));
    CHECK(finalized == 1);
    pyc_dec(pair(counted));
    CHECK(finalized == 1);
    CHECK(pyc_collect_cycles() == 2 && finalized == 3);
    pyc_dec(pyc_instance_new(revived_type));
    CHECK(finalized == 4 && pyc_object(revived)->refcount == 1);
    pyc_dec(revived);
    CHECK(finalized == 4);
    PycWord loop = pyc_instance_new(revived_type);
    *next_of(loop) = pyc_inc(loop);
    pyc_dec(loop);
    CHECK(pyc_collect_cycles() == 0 && finalized == 5 && pyc_object(revived)->refcount == 2);
    pyc_dec(revived);
    CHECK(pyc_collect_cycles() == 1 && finalized == 5);
}

static void attributes_of_all_kinds(PycType *type) {
    PycWord node = pyc_instance_new(type), weight = pyc_intern("weight"), other = pyc_intern("other");
    CHECK(!pyc_find_attribute(node, weight) && !pyc_state.exception);
    PycWord value = pyc_float_new(2.5), text = pyc_str_from_c("a text");
    CHECK(pyc_set_attribute(node, weight, value) == 0 && ((PycInstance *)(uintptr_t)node)->extra == 0);
    PycWord read = pyc_get_attribute(node, weight);
    CHECK(((PycFloat *)(uintptr_t)read)->value == 2.5);
    pyc_dec(read);
    CHECK(pyc_set_attribute(node, weight, text) == 0 && pyc_object(text)->refcount == 2);
    CHECK(((PycInstance *)(uintptr_t)node)->slots[1] == PYC_F64_ABSENT);
    CHECK(pyc_set_attribute(node, weight, value) == 0 && pyc_object(text)->refcount == 1);
    CHECK(pyc_set_attribute(node, other, text) == 0 && pyc_object(text)->refcount == 2);
    PycCache cache = {0};
    PycWord next = pyc_intern("next");
    for (int i = 0; i < 3; i++) CHECK(pyc_set_attribute_cached(node, next, text, &cache) == 0);
    for (int i = 0; i < 3; i++) pyc_dec(pyc_get_attribute_cached(node, next, &cache));
    CHECK(cache.type == type && pyc_object(text)->refcount == 3);
    CHECK(pyc_delete_attribute(node, weight) == 0 && pyc_delete_attribute(node, weight) == -1);
    CHECK(pyc_pending_is(&pyc_attribute_error_type));
    pyc_clear();
    pyc_dec(value);
    pyc_dec(node);
    CHECK(pyc_object(text)->refcount == 1);
    pyc_dec(text);
}

static void derived_instances_hold_attributes(void) {
    PycType *bases[] = {&pyc_list_type, &pyc_dict_type, &pyc_int_type, &pyc_str_type, &pyc_tuple_type, &pyc_float_type, &pyc_set_type};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        PycType *type = new_class("Derived", i == 0 ? &subclass_storage : NULL, pyc_word(bases[i]), NULL);
        PycWord text = pyc_str_from_c("value"), name = pyc_intern("attribute");
        PycWord self = pyc_call(pyc_word(type), NULL, 0, 0);
        CHECK(self && pyc_set_attribute(self, name, text) == 0 && pyc_object(text)->refcount == 2);
        pyc_dec(pyc_get_attribute(self, name));
        CHECK(pyc_set_attribute(self, pyc_intern("me"), self) == 0);
        pyc_dec(self);
        CHECK(pyc_collect_cycles() >= (bases[i] == &pyc_list_type ? 1 : 0));
        CHECK(pyc_object(text)->refcount == 1);
        pyc_dec(text);
    }
}

static void failed_calls_leave_counts_alone(PycType *type) {
    PycWord text = pyc_str_from_c("argument"), node = pyc_instance_new(type);
    PycWord args[] = {text, text, text};
    CHECK(!pyc_call(pyc_word(type), args, 3, 0) && pyc_pending_is(&pyc_type_error_type));
    pyc_clear();
    CHECK(!pyc_call_method(node, pyc_intern("nothing"), args, 3, 0));
    pyc_clear();
    CHECK(!pyc_binary(node, text, PYC_ADD));
    pyc_clear();
    CHECK(!pyc_call(node, args, 1, 0));
    pyc_clear();
    CHECK(!pyc_call(text, args, 1, 0));
    pyc_clear();
    CHECK(pyc_object(text)->refcount == 1 && pyc_object(node)->refcount == 1);
    pyc_dec(text);
    pyc_dec(node);
}

int main(void) {
    pyc_initialize();
    count_code.name = revive_code.name = count_code.qualname = revive_code.qualname = pyc_intern("__del__");
    PycType *type = new_class("Node", &node_storage, 0, NULL);
    CHECK(type == &node_storage);
    long_chains_die(type);
    cycles_are_found(type);
    cycles_are_found_unasked(type);
    finalizers_run_once();
    attributes_of_all_kinds(type);
    derived_instances_hold_attributes();
    failed_calls_leave_counts_alone(type);
    return 0;
}
