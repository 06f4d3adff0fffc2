"""Segments: what a session did, in one file: its opening and its messages in lots, each with a checksum."""
