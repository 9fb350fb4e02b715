"""Flow and types to IR: one lowering for both variants of a function.

The boxed variant is what comes out when nothing is known about any type; the specialised ones add
guards whose failure continues in the boxed variant.
"""
