"""A season by the real operations: made-up people, rounds, answers, applications and decisions in a database of its own."""
