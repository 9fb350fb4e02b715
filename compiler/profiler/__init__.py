"""Where a program spends its time, under CPython or native: sampled, added up, shown."""
