"""What people type or choose about pools and invitations."""
