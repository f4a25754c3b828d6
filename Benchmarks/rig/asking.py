"""Single requests, and what a gateway counts."""

import collections
import contextlib
import http.client
import re
import time

from rig.machine import Failure


def get(port, path, token=None, source=None):
    """The status and the text of an answer, over a connection of its own."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=30, source_address=(source, 0) if source else None)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def metrics(admin):
    return get(admin, "/metrics")[1]


def requests_counted(admin):
    """How many requests a Tollgate has counted, by API and code."""
    found = collections.Counter()
    for labels, count in re.findall(r"^tollgate_requests_total\{(.*?)\} (\d+)", metrics(admin), re.M):
        fields = dict(re.findall(r'(\w+)="(.*?)"', labels))
        found[fields.get("api"), fields["code"]] += int(count)
    return found


def reloads_counted(admin):
    """How many reloads a Tollgate has counted: those that succeeded, those that failed."""
    found = dict(re.findall(r'^tollgate_configuration_reloads_total\{result="(\w+)"\} (\d+)', metrics(admin), re.M))
    return int(found.get("success", 0)), int(found.get("failure", 0))


def certificate_reloads_counted(admin):
    """How many reloads of certificates a Tollgate has counted: those that succeeded, those that failed."""
    found = dict(re.findall(r'^tollgate_certificate_reloads_total\{result="(\w+)"\} (\d+)', metrics(admin), re.M))
    return int(found.get("success", 0)), int(found.get("failure", 0))


def key_waits_refused(admin):
    """How many requests a Tollgate has refused because too many waited for keys already."""
    found = re.search(r"^tollgate_key_waits_refused_total(?:\{\})? (\d+)", metrics(admin), re.M)
    return int(found[1]) if found else 0


def wait_until(condition, seconds, failure):
    """Asks again and again; a connection that is refused counts as no."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if condition():
                return
        if time.monotonic() > end:
            raise Failure(failure)
        time.sleep(0.1)


def wait_until_ready(admin, seconds=30):
    """Until a Tollgate has its keys."""
    wait_until(lambda: get(admin, "/readyz")[0] == 200, seconds, "the gateway does not become ready")
