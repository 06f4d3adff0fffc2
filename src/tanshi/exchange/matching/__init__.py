"""The matching core: a session as a function of its opening and its messages; no clock, disk, network or chance."""
