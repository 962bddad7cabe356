"""The practice's screens for hours, absences and what it offers, inside the Wagtail admin."""
