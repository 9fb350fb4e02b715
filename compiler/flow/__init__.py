"""Flow: Python's meaning as a graph of small steps, before any types.

The front end turns syntax trees into flow; inference types its registers; both variants of a
function (specialised and boxed) are lowered from it, step by step, which is why they agree on
what a resume point is. Each instruction has at most one visible effect, at its end.
"""
