"""The practice's screens for appointments, inside the Wagtail admin."""
