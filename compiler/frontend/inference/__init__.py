"""Types by forward abstract interpretation over flow, from the module bodies onwards."""
