"""The web process's entry: `gunicorn project.wsgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

from django.core.wsgi import get_wsgi_application  # settings are named first

application = get_wsgi_application()
