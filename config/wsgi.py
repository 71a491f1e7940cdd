import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # before the imports that read the settings

from django.core.wsgi import get_wsgi_application

from config.kernel.requests import OneCharset

application = OneCharset(get_wsgi_application())
