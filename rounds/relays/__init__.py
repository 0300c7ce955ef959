"""Where public random values are fetched from, when the network allows."""
