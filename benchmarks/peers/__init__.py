"""Other booking software, each in an environment and a minimal project of its own, measured in the same rounds."""
