"""The letters of applications: which words are said about which event."""
