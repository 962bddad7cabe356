"""The practice's screens for notes, inside the Wagtail admin."""
