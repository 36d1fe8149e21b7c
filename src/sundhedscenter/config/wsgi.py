"""The WSGI application. Refuses to start with a database login for which row-level security would not hold,
and with the demo log-in among real people."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundhedscenter.config.settings")

from sundhedscenter.web import static_files

static_files.use_collected()
application = get_wsgi_application()

from sundhedscenter.config.databases import refuse_wrong_login  # noqa: E402  (needs the settings)

refuse_wrong_login()

from sundhedscenter.web.login.guard import refuse_start  # noqa: E402  (needs the app registry)

refuse_start()
