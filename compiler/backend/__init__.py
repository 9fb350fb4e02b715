"""IR to LLVM text, object code, executables and code in memory."""
