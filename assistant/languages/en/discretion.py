"""What stands before a name or an address in English, and numbers as words."""

NAMED_BEFORE = r"(?:my name is|i am|i m|mr|mrs|ms|miss|dr|doctor|call|ring|phone|contact|reach)"
STREET = r"(?:street|st|road|rd|avenue|ave|lane|close|square|drive|way|court|terrace|crescent)"
#: Those that mean nothing else, even without a number.
STREET_ALONE = r"(?!)"
FIGURE = r"zero|oh|o|double|one|two|three|four|five|six|seven|eight|nine"
