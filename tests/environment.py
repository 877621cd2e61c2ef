"""Environment: an early pytest plugin that gives the test-suite a data directory of its own.

It is loaded by `addopts` before Django's settings are, so that no test ever touches the data, the
database or the broker of whoever runs it. Tests that want a real server name it themselves.
"""

import atexit
import os
import shutil
import tempfile

SERVERS = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS")

DATA = tempfile.mkdtemp(prefix="queueyard-tests-")
atexit.register(shutil.rmtree, DATA, ignore_errors=True)

os.environ["DATA"] = DATA
for name in SERVERS:
    os.environ.pop(name, None)
