"""The long run: worlds, sequences, races, kills and doors. Small in the suite, large in `make soak` (see `sizes`)."""
