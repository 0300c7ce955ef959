"""What people fill in about an application."""
