"""The published catalogue over REST."""
