# ruff: noqa: E501
"""What stands before a name or an address in French, and numbers as words."""

NAMED_BEFORE = r"(?:je m appelle|mon nom est|je suis|monsieur|madame|mme|m\.|mr|mademoiselle|dr|docteur|r?appele[rz]?|contacte[rz]?|joindre|nee?)"
STREET = r"(?:rue|avenue|av|boulevard|bd|impasse|place|allees?|chemin|quai|route|cours|residence|square)"
#: Those that mean nothing else, even without a number.
STREET_ALONE = r"(?:rue|avenue|boulevard|bd|impasse|allees?)"
FIGURE = r"z[eé]ro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille|et"
