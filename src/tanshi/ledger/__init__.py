"""Double-entry books, pure: no clock, disk, network or chance (复式账)."""
