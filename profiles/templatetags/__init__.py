"""What templates say of accounts."""
