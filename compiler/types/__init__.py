"""Python types as values of a lattice."""
