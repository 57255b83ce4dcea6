"""Files that carry terms."""
