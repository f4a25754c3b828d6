"""Serves on loopback, at the port that is the argument, with one worker."""
import signal
import sys

from gunicorn.app.wsgiapp import run
from gunicorn.config import make_settings

# Whoever starts this from a thread of Dispatch hands on its mask, in which all signals are blocked.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
# Newer ones have a socket for commands, in the home directory, and it would be that of all that run.
options = ["--no-control-socket"] if "control_socket_disable" in make_settings() else []
sys.argv[1:] = options + ["--bind", "127.0.0.1:" + sys.argv[1], "--workers", "1", "django.core.wsgi:get_wsgi_application()"]
run()
