"""The doors in the Wagtail admin: addresses that are given out, and calendars that are read."""
