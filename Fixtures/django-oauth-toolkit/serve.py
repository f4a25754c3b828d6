"""Serves on loopback, at the port that is the argument, with one worker."""
import signal
import sys

from gunicorn.app.wsgiapp import run

# Whoever starts this from a thread of Dispatch hands on its mask, in which all signals are blocked.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
sys.argv[1:] = ["--bind", "127.0.0.1:" + sys.argv[1], "--workers", "1", "django.core.wsgi:get_wsgi_application()"]
run()
