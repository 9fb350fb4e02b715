"""Tests of flow and IR: their texts, the validator, the interpreter."""
