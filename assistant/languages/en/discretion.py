"""What stands before a name or an address in English."""

NAMED_BEFORE = r"(?:my name is|i am|i m|mr|mrs|ms|miss|dr|doctor)"
STREET = r"(?:street|st|road|rd|avenue|ave|lane|close|square|drive)"
