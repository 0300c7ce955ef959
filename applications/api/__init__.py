"""The open interface of the app: fees, without a key."""
