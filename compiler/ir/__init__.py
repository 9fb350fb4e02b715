"""The IR: typed machine-level steps over words, i64, f64 and bits; knows no Python syntax."""
