"""Which of CPython's tests are run, and in which cases pyc is known to print something else."""

VERSION = (3, 11, 7)  # whose tests these are

ATTRIBUTE = "an attribute of a builtin type that pyc does not have"
MESSAGE = "the message names another type, argument or number"
BASES = "__bases__ assigned, or mro() of a metaclass"
CLASS_LIKE = "classes that are only objects with __bases__, or proxies of classes"
IDENTITY = "whether the same object is given again"
CODEC = "a codec that pyc does not have"
DOC = "docstrings of builtin types, or in classes below property"
SLOTS = "slots and descriptors called in ways that no program needs"
BUFFERS = "__bytes__ and buffers that are in use"
RARE = "__new__ that was replaced, or called alone"

FILES = (
    "test_list", "test_tuple", "test_int", "test_float", "test_bool", "test_dict", "test_set",
    "test_dictviews", "test_compare", "test_richcmp", "test_augassign", "test_class",
    "test_enumerate", "test_iter", "test_range", "test_slice", "test_sort", "test_with",
    "test_long", "test_exceptions", "test_exception_variations", "test_baseexception",
    "test_generators", "test_yield_from", "test_grammar", "test_scope", "test_super",
    "test_raise", "test_opcodes", "test_keywordonlyarg", "test_positional_only_arg",
    "test_isinstance", "test_property", "test_subclassinit", "test_decorators",
    "test_named_expressions", "test_patma", "test_pow", "test_fstring", "test_bytes",
    "test_unicode", "test_unary", "test_typechecks", "test_index", "test_int_literal",
    "test_math", "test_defaultdict", "test_deque", "test_collections", "test_builtin",
    "test_call", "test_descr", "test_contains", "test_iterlen",
)  # fmt: skip

# File -> case -> why it is not run.
LEFT_OUT = {
    "test_int": {
        f"{owner}.test_denial_of_service_prevented_{way}": "measures time"
        for owner in ("IntStrDigitLimitsTests", "IntSubclassStrDigitLimitsTests")
        for way in ("int_to_str", "str_to_int")
    },
}

# File -> case -> why pyc prints something else.
DIFFERENT: dict[str, dict[str, str]] = {
    "test_list": {
        "ListTest.test_list_resize_overflow": ATTRIBUTE,
    },
    "test_float": {
        "GeneralFloatCases.test_floatconversion": MESSAGE,
    },
    "test_dict": {
        "DictTest.test_views_mapping": ATTRIBUTE,
        "SubclassMappingTests.test_items": MESSAGE,
        "SubclassMappingTests.test_popitem": MESSAGE,
        "SubclassMappingTests.test_values": MESSAGE,
    },
    "test_set": {
        "TestBasicOpsBytes.test_iteration": ATTRIBUTE,
        "TestBasicOpsEmpty.test_iteration": ATTRIBUTE,
        "TestBasicOpsSingleton.test_iteration": ATTRIBUTE,
        "TestBasicOpsString.test_iteration": ATTRIBUTE,
        "TestBasicOpsTuple.test_iteration": ATTRIBUTE,
        "TestFrozenSet.test_intersection": IDENTITY,
        "TestFrozenSetSubclass.test_new_or_init": MESSAGE,
        "TestSetSubclass.test_init": MESSAGE,
        "TestSetSubclass.test_new_or_init": MESSAGE,
    },
    "test_enumerate": {
        "SubclassTestCase.test_argumentcheck": MESSAGE,
        "SubclassTestCase.test_kwargs": MESSAGE,
    },
    "test_iter": {
        "TestCase.test_iter_neg_setstate": ATTRIBUTE,
        "TestCase.test_iter_overflow": ATTRIBUTE,
    },
    "test_super": {
        "TestSuper.test___class___mro": BASES,
        "TestSuper.test_obscure_super_errors": SLOTS,
    },
    "test_isinstance": {
        "TestIsInstanceExceptions.test_bases_raises_other_than_attribute_error": CLASS_LIKE,
        "TestIsInstanceExceptions.test_class_has_no_bases": CLASS_LIKE,
        "TestIsInstanceExceptions.test_dont_mask_non_attribute_error": CLASS_LIKE,
        "TestIsInstanceIsSubclass.test_isinstance_abstract": CLASS_LIKE,
        "TestIsInstanceIsSubclass.test_isinstance_normal": CLASS_LIKE,
        "TestIsInstanceIsSubclass.test_issubclass_refcount_handling": CLASS_LIKE,
        "TestIsInstanceIsSubclass.test_subclass_abstract": CLASS_LIKE,
        "TestIsSubclassExceptions.test_dont_mask_non_attribute_error": CLASS_LIKE,
        "TestIsSubclassExceptions.test_dont_mask_non_attribute_error_in_cls_arg": CLASS_LIKE,
    },
    "test_property": {
        "PropertySubclassTests.test_docstring_copy": DOC,
        "PropertySubclassTests.test_property_new_getter_new_docstring": DOC,
        "PropertySubclassTests.test_property_setter_copies_getter_docstring": DOC,
        "PropertySubclassTests.test_slots_docstring_copy_exception": DOC,
        "PropertyTests.test_property___isabstractmethod__descriptor": ATTRIBUTE,
    },
    "test_unicode": {
        "UnicodeTest.test_codecs_charmap": CODEC,
        "UnicodeTest.test_codecs_idna": CODEC,
        "UnicodeTest.test_codecs_utf7": CODEC,
        "UnicodeTest.test_expandtabs_optimization": IDENTITY,
        "UnicodeTest.test_getnewargs": IDENTITY,
        "UnicodeTest.test_replace_id": IDENTITY,
    },
    "test_deque": {
        "TestBasic.test_reversed_new": ATTRIBUTE,
        "TestBasic.test_rotate": MESSAGE,
        "TestSubclass.test_bug_31608": RARE,
    },
    "test_collections": {
        "TestCounter.test_init": MESSAGE,
        "TestCounter.test_subtract": MESSAGE,
        "TestCounter.test_update": MESSAGE,
        "TestNamedTuple.test_field_doc": DOC,
        "TestNamedTuple.test_field_doc_reuse": DOC,
        "TestNamedTuple.test_field_repr": DOC,
        "TestNamedTuple.test_module_parameter": SLOTS,
    },
    "test_builtin": {
        "BuiltinTest.test_bytearray_join_with_misbehaving_iterator": BUFFERS,
        "TestType.test_bad_slots": SLOTS,
        "TestType.test_type_doc": DOC,
        "TestType.test_type_name": SLOTS,
    },
    "test_call": {
        "CFunctionCallsErrorMessages.test_varargs15_kw": MESSAGE,
        "CFunctionCallsErrorMessages.test_varargs16_kw": MESSAGE,
        "CFunctionCallsErrorMessages.test_varargs1_kw": MESSAGE,
        "CFunctionCallsErrorMessages.test_varargs2_kw": MESSAGE,
    },
    "test_descr": {
        "ClassPropertiesAndMethods.test_abstractmethods": ATTRIBUTE,
        "ClassPropertiesAndMethods.test_altmro": BASES,
        "ClassPropertiesAndMethods.test_carloverre": SLOTS,
        "ClassPropertiesAndMethods.test_carloverre_multi_inherit_invalid": SLOTS,
        "ClassPropertiesAndMethods.test_metaclass": CLASS_LIKE,
        "ClassPropertiesAndMethods.test_classmethods": ATTRIBUTE,
        "ClassPropertiesAndMethods.test_method_wrapper": ATTRIBUTE,
        "ClassPropertiesAndMethods.test_methods_in_c": SLOTS,
        "ClassPropertiesAndMethods.test_mutable_bases_catch_mro_conflict": BASES,
        "ClassPropertiesAndMethods.test_mutable_bases_with_failing_mro": BASES,
        "ClassPropertiesAndMethods.test_proxy_super": CLASS_LIKE,
        "ClassPropertiesAndMethods.test_repr_as_str": MESSAGE,
        "ClassPropertiesAndMethods.test_set_and_no_get": SLOTS,
        "ClassPropertiesAndMethods.test_set_class": SLOTS,
        "ClassPropertiesAndMethods.test_set_doc": DOC,
        "ClassPropertiesAndMethods.test_slots_special": ATTRIBUTE,
        "ClassPropertiesAndMethods.test_special_unbound_method_types": ATTRIBUTE,
        "ClassPropertiesAndMethods.test_staticmethods": ATTRIBUTE,
        "ClassPropertiesAndMethods.test_subclassing_does_not_duplicate_dict_descriptors": ATTRIBUTE,
        "ClassPropertiesAndMethods.test_type___getattribute__": MESSAGE,
        "ClassPropertiesAndMethods.test_unsubclassable_types": BASES,
        "ClassPropertiesAndMethods.test_wrong_class_slot_wrapper": SLOTS,
        "DictProxyTests.test_iter_items": ATTRIBUTE,
        "DictProxyTests.test_iter_keys": ATTRIBUTE,
        "DictProxyTests.test_iter_values": ATTRIBUTE,
        "MiscTests.test_type_lookup_mro_reference": BASES,
        "MroTest.test_disappearing_custom_mro": BASES,
        "MroTest.test_reent_set_bases_on_base": BASES,
        "MroTest.test_reent_set_bases_tp_base_cycle": BASES,
        "MroTest.test_tp_subclasses_cycle_error_return_path": BASES,
    },
    "test_bytes": {
        "AssortedBytesTest.test_doc": DOC,
        "ByteArrayTest.test_alloc": ATTRIBUTE,
        "ByteArrayTest.test_init_alloc": ATTRIBUTE,
        "ByteArrayTest.test_rmod": ATTRIBUTE,
        "BytesTest.test_bytes_blocking": BUFFERS,
        "BytesTest.test_custom": BUFFERS,
        "BytesTest.test_repeat_id_preserving": IDENTITY,
        "BytesTest.test_rmod": ATTRIBUTE,
    },
    "test_class": {
        "ClassTests.testForExceptionsRaisedInInstanceGetattr2": SLOTS,
        "ClassTests.testSetattrNonStringName": SLOTS,
    },
    "test_decorators": {
        "TestDecorators.test_classmethod": ATTRIBUTE,
        "TestDecorators.test_staticmethod": ATTRIBUTE,
    },
    "test_exceptions": {
        "ExceptionTests.test_unicode_errors_no_object": RARE,
    },
}
