"""Makes what must be unique unique, which a generator that likes the smallest values does not."""

from itertools import count

import schemathesis

numbers = count()


@schemathesis.hook
def before_call(context, case, kwargs):
    # The same key with another body is refused, as it should be: tests of their own show that.
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and key:
        number = str(next(numbers))
        # What is as long as it may be, or longer, stays so.
        start = key if len(key) + len(number) <= 255 else key[: -len(number)]
        case.headers["Idempotency-Key"] = start + number
