"""The site with its lock taken away: the positive control of the races. Never used outside these tests."""
