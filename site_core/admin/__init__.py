"""What the site as a whole adds to the Wagtail admin."""
