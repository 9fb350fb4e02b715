"""Answers in an editor's words: problems, types at places, what became of functions."""
