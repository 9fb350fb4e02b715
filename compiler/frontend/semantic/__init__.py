"""What is certainly, or very likely, wrong with a program: `check.problems(...)`.

Two kinds of checks. Those of syntax alone (`names`, `control`, `suspicious`, `imports`) look at
one tree. The others run the program abstractly (`statements`, `expressions`, ...): values are
known only where they are certain, so that what is reported must happen when the place is reached.
Inference predicts types and guards its predictions; a check may not, hence values of its own.
"""
