"""Loaded before Django's settings: the environment that the suite runs in, whatever the shell holds."""

import os

os.environ["DEBUG"] = "0"
os.environ["SECRET_KEY"] = "a-key-for-tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["API_RATE_ANONYMOUS"] = os.environ["API_RATE_TOKEN"] = "0"
os.environ.pop("CACHE_URL", None)
os.environ.pop("BEHIND_PROXY", None)
os.environ.pop("WEBHOOK_NETWORKS", None)
