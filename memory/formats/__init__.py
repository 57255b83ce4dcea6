"""Files that carry segments."""
