"""The entry point of the web server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iecsite.settings")
os.environ.setdefault("IECSITE_ROLE", "web")

from django.core.wsgi import get_wsgi_application  # the settings must be named first

application = get_wsgi_application()
