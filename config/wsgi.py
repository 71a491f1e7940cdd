import os

from django.core.wsgi import get_wsgi_application

from config.kernel.requests import OneCharset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = OneCharset(get_wsgi_application())
