"""The exchange as a process of its own: one thread, one owner, one session; sockets in, segment and answers out."""
