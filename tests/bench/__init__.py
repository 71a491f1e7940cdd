"""`make bench`: speed and memory, measured on whole processes."""
