"""Makes the database of one run, with one client: its identifier and secret are the arguments."""
import sys

import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)

from oauth2_provider.models import Application  # noqa: E402: needs the setup

Application.objects.create(
    name="client",
    client_id=sys.argv[1],
    client_secret=sys.argv[2],
    client_type=Application.CLIENT_CONFIDENTIAL,
    authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
)
