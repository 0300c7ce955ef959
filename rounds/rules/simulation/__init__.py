"""A season played by the rules alone: people, rounds, answers, applications, decisions, week by week."""
