"""What people type, checked and put into words when it is wrong."""
