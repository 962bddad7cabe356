"""What stands before a name or an address in French."""

NAMED_BEFORE = r"(?:je m appelle|mon nom est|je suis|monsieur|madame|mme|m\.|mr|mademoiselle|dr|docteur)"
STREET = r"(?:rue|avenue|av|boulevard|bd|impasse|place|allee|chemin|quai|route|cours)"
