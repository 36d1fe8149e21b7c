"""`python -m tests.core.worker_program`: a worker process that knows the tests' kind of message and jobs."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundhedscenter.config.settings")
django.setup()

from sundhedscenter.core import outbox  # noqa: E402  needs the app registry
from sundhedscenter.core.worker import run_worker  # noqa: E402
from tests.core.conftest import KIND, render_notice  # noqa: E402

if __name__ == "__main__":
    outbox.register(KIND, "email", render_notice)
    run_worker()
