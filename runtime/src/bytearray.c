/* bytearray.c: the type bytearray: growing bytes in raw memory. */
#include "bytes.h"

static PycByteArray *array_of(PycWord a) { return (PycByteArray *)pyc_object(a); }

/* Room for `length` bytes and the 0 behind them. */
static void reserve(PycByteArray *array, int64_t length) {
    if (length < array->capacity) return;
    int64_t capacity = length + length / 8 + 8;
    array->data = array->data ? pyc_raw_resize(array->data, array->capacity, capacity) : pyc_raw_allocate(capacity);
    array->capacity = capacity;
}

static void set_length(PycByteArray *array, int64_t length) {
    array->length = length;
    if (array->data) array->data[length] = 0;
}

PycWord pyc_bytearray_from(const void *data, int64_t length) {
    PycByteArray *array = pyc_allocate(&pyc_bytearray_type, sizeof(PycByteArray));
    reserve(array, length);
    if (length) memcpy(array->data, data, (size_t)length);
    set_length(array, length);
    return pyc_word(array);
}

static PycWord bytearray_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    PycWord bytes = pyc_bytes_of_arguments("bytearray", args, n, names);
    if (!bytes) return 0;
    PycWord array = pyc_bytearray_from(bytes_of(bytes)->data, bytes_of(bytes)->length);
    pyc_dec(bytes);
    return array;
}

static void bytearray_release(PycObject *self) {
    PycByteArray *array = (PycByteArray *)self;
    if (array->data) pyc_raw_free(array->data, array->capacity);
}

static PycWord bytearray_repr(PycWord self) {
    PycText out = {NULL, 0, 0, 0};
    const char *name = pyc_type_of(self)->name;
    pyc_text_add_ascii(&out, name, (int64_t)strlen(name));
    pyc_text_add_ascii(&out, "(", 1);
    pyc_bytes_add_repr(&out, pyc_bytes_part(self), true);
    pyc_text_add_char(&out, ')');
    return pyc_text_finish(&out);
}

static int bytearray_truth(PycWord self) { return array_of(self)->length != 0; }

/* Replaces [start, end) by n bytes, which must not lie in the array. */
static void splice(PycByteArray *array, int64_t start, int64_t end, const uint8_t *data, int64_t n) {
    int64_t tail = array->length - end;
    reserve(array, start + n + tail);
    memmove(array->data + start + n, array->data + end, (size_t)tail);
    if (n) memcpy(array->data + start, data, (size_t)n);
    set_length(array, start + n + tail);
}

/* Bytes (owned) that an iterable of ints or a buffer holds. */
static PycWord as_bytes(PycWord value) {
    if (pyc_is_int(value) || is_text(value))
        return PYC_RAISE(pyc_type_error_type, is_text(value) ? "expected iterable of integers; got: 'str'"
                                                             : "can't extend bytearray with int");
    return pyc_bytes_of_arguments("bytearray", &value, 1, 0);
}

static int set_slice(PycWord self, PycWord slice, PycWord value) {
    PycByteArray *array = array_of(self);
    int64_t start, stop, step, count;
    if (value && (pyc_is_int(value) || is_text(value))) {
        pyc_raise_type(&pyc_type_error_type, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
        return -1;
    }
    PycWord bytes = value ? as_bytes(value) : pyc_bytes_new(NULL, 0);
    if (!bytes) return -1;
    int result = pyc_slice_indices(slice, array->length, &start, &stop, &step, &count);
    const uint8_t *data = bytes_of(bytes)->data;
    int64_t n = bytes_of(bytes)->length;
    if (result == 0 && step == 1) {
        splice(array, start, start + count, data, n);
    } else if (result == 0 && !value) {
        if (step < 0) start += (count - 1) * step, step = -step;
        for (int64_t i = count - 1; i >= 0; i--) splice(array, start + i * step, start + i * step + 1, NULL, 0);
    } else if (result == 0 && n == count) {
        for (int64_t i = 0; i < n; i++) array->data[start + i * step] = data[i];
    } else if (result == 0) {
        pyc_raise_type(&pyc_value_error_type, "attempt to assign bytes of size %lld to extended slice of size %lld",
                       (long long)n, (long long)count);
        result = -1;
    }
    pyc_dec(bytes);
    return result;
}

static int bytearray_set_item(PycWord self, PycWord key, PycWord value) {
    PycByteArray *array = array_of(self);
    int64_t index;
    uint8_t byte = 0;
    if (has_type(key, &pyc_slice_type)) return set_slice(self, key, value);
    if (!pyc_index_of(key, "bytearray indices must be integers or slices, not %s", &index)) return -1;
    if (index < 0) index += array->length;
    if ((uint64_t)index >= (uint64_t)array->length) {
        pyc_raise_type(&pyc_index_error_type, "bytearray index out of range");
        return -1;
    }
    if (!value) splice(array, index, index + 1, NULL, 0);
    else if (pyc_byte_value(value, &byte) < 0) return -1;
    else array->data[index] = byte;
    return 0;
}

static PycWord extend_in_place(PycWord a, PycWord b) {
    PycPart part = {NULL, 0, 1};
    if (!pyc_buffer_of(b, &part.data, &part.length))
        return PYC_RAISE(pyc_type_error_type, "can't concat %s to %s", type_name(b), type_name(a));
    PycByteArray *array = array_of(a);
    int64_t n = array->length;
    if (a == b) {
        reserve(array, 2 * n);
        if (n) memcpy(array->data + n, array->data, (size_t)n);
        set_length(array, 2 * n);
    } else {
        splice(array, n, n, part.data, part.length);
    }
    return pyc_inc(a);
}

static PycWord bytearray_binary(PycWord a, PycWord b, int op) {
    if (!pyc_is_bytearray(a)) return pyc_bytes_binary(a, b, op);
    if (op == PYC_ADD + PYC_INPLACE) return extend_in_place(a, b);
    if (op == PYC_MUL + PYC_INPLACE) {
        PycWord product = pyc_bytes_binary(a, b, PYC_MUL);
        if (!product || product == PYC_NOT_IMPLEMENTED) return product;
        splice(array_of(a), 0, array_of(a)->length, array_of(product)->data, array_of(product)->length);
        pyc_dec(product);
        return pyc_inc(a);
    }
    return pyc_bytes_binary(a, b, op);
}

static int64_t bytearray_hash(PycWord self) {
    pyc_raise_type(&pyc_type_error_type, "unhashable type: '%s'", type_name(self));
    return -1;
}

PycType pyc_bytearray_type = {
    PYC_VALUE_TYPE("bytearray", sizeof(PycByteArray)),
    .release = bytearray_release,
    .create = bytearray_create,
    .repr = bytearray_repr,
    .hash = bytearray_hash,
    .compare = pyc_bytes_compare,
    .iterate = pyc_bytes_iterate,
    .length = pyc_bytes_length,
    .get_item = pyc_bytes_get_item,
    .set_item = bytearray_set_item,
    .contains = pyc_bytes_contains,
    .truth = bytearray_truth,
    .binary = bytearray_binary,
};

/* ---- Methods ---- */

PycWord pyc_bytearray_append(PycWord self, PycWord item) {
    uint8_t byte;
    if (pyc_byte_value(item, &byte) < 0) return 0;
    splice(array_of(self), array_of(self)->length, array_of(self)->length, &byte, 1);
    return PYC_NONE;
}

PycWord pyc_bytearray_extend(PycWord self, PycWord items) {
    PycWord bytes = as_bytes(items);
    if (!bytes) return 0;
    splice(array_of(self), array_of(self)->length, array_of(self)->length, bytes_of(bytes)->data, bytes_of(bytes)->length);
    pyc_dec(bytes);
    return PYC_NONE;
}

PycWord pyc_bytearray_insert(PycWord self, PycWord index_word, PycWord item) {
    int64_t index;
    uint8_t byte;
    PycByteArray *array = array_of(self);
    if (pyc_to_i64(index_word, &index) < 0 || pyc_byte_value(item, &byte) < 0) return 0;
    if (index < 0 && (index += array->length) < 0) index = 0;
    if (index > array->length) index = array->length;
    splice(array, index, index, &byte, 1);
    return PYC_NONE;
}

PycWord pyc_bytearray_pop(PycWord self, PycWord index_word) {
    int64_t index = -1;
    PycByteArray *array = array_of(self);
    if (index_word && pyc_to_i64(index_word, &index) < 0) return 0;
    if (array->length == 0) return PYC_RAISE(pyc_index_error_type, "pop from empty bytearray");
    if (index < 0) index += array->length;
    if (index < 0 || index >= array->length) return PYC_RAISE(pyc_index_error_type, "pop index out of range");
    uint8_t byte = array->data[index];
    splice(array, index, index + 1, NULL, 0);
    return pyc_small(byte);
}

PycWord pyc_bytearray_remove(PycWord self, PycWord item) {
    uint8_t byte;
    PycByteArray *array = array_of(self);
    if (pyc_byte_value(item, &byte) < 0) return 0;
    uint8_t *at = array->length ? memchr(array->data, byte, (size_t)array->length) : NULL;
    if (!at) return PYC_RAISE(pyc_value_error_type, "value not found in bytearray");
    splice(array, at - array->data, at - array->data + 1, NULL, 0);
    return PYC_NONE;
}

PycWord pyc_bytearray_clear(PycWord self) {
    set_length(array_of(self), 0);
    return PYC_NONE;
}

PycWord pyc_bytearray_reverse(PycWord self) {
    PycByteArray *array = array_of(self);
    for (int64_t i = 0; i < array->length / 2; i++) {
        uint8_t byte = array->data[i];
        array->data[i] = array->data[array->length - 1 - i];
        array->data[array->length - 1 - i] = byte;
    }
    return PYC_NONE;
}

PycWord pyc_bytearray_copy(PycWord self) { return pyc_bytearray_from(array_of(self)->data, array_of(self)->length); }
