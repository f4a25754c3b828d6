"""Makes the database of one run, with the clients whose identifiers and secrets are the arguments, in pairs."""
import sys

import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)

from oauth2_provider.models import Application  # noqa: E402: needs the setup

for client_id, client_secret in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    Application.objects.create(
        name=client_id,
        client_id=client_id,
        client_secret=client_secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
