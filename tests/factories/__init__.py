"""People and cases that walked the real operations to where a test needs them."""
