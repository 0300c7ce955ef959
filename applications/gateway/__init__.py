"""Takes cards and gives money back: one small interface, a local card page behind it, or Stripe Checkout when its key is set."""

from applications.gateway.choice import named, present
from applications.gateway.interface import Answer, Charge, Declined, NotGivenBack, Opened, Provider, Standing

__all__ = ["Answer", "Charge", "Declined", "NotGivenBack", "Opened", "Provider", "Standing", "named", "present"]
