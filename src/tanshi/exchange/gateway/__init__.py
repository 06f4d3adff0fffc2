"""Between people and a session's process: orders with keys one way, what everybody may see the other way."""
