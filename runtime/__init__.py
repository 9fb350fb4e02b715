"""The C runtime: sources in a checkout, the prebuilt library when installed."""
