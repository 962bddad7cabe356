"""The practice's screens for people, inside the Wagtail admin."""
