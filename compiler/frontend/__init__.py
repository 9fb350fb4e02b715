"""The front end: text to syntax tree to flow, and the inference of types over flow."""
