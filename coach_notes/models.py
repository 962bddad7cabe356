"""Notes on clients, encrypted at rest, and the log of who read or changed them."""
