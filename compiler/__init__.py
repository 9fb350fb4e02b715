"""The compiler: stages from source text to native code, and the one session that runs them."""
