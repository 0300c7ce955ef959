"""The words of letters about pools and invitations."""
