"""What crosses systems: the access table, the assembly of all systems on one database, and the trees of figures."""
