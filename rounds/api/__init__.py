"""The open interface of the app: pools, rounds, results and odds, without a key."""
