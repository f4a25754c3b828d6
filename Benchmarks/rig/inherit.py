"""Starts a program with a listening socket, as a service manager does (sd_listen_fds(3)).

    inherit.py DESCRIPTOR PROGRAM [ARGUMENT...]
"""

import os
import sys

FIRST = 3

os.dup2(int(sys.argv[1]), FIRST)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.argv[2], sys.argv[2:])
