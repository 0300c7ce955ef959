"""The demonstration: made-up people play part of a season through the real operations."""
