"""Problems: what may be wrong with a program (catalogue), where (problem), and how it is shown."""
