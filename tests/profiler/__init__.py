"""Profiles: what is sampled, added up and exported."""
