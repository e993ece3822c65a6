"""Sentences are translated lazily; rendering one needs settings, and without a project any settings will do."""

import os

from django.conf import settings

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure(USE_I18N=False)
