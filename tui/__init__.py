"""The terminal console: where time goes, with which types, what the compiler decided and why."""
