"""The figures of `compare` as Markdown."""

import statistics


def rows(heads, alignment, body):
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "|".join({"l": "---", "r": "--:"}[side] for side in alignment) + "|"
    for row in body:
        yield "| " + " | ".join(row) + " |"


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def markdown(results):
    versions = ", ".join(f"{name}: {version}" for name, version in results["versions"].items())
    return "\n".join([
        f"{results['machine']}. {versions}.", "", *cost(results), "", *ratios(results), "", *closed(results),
        *half(results), *memory(results)])


def groups(runs, *keys):
    """Runs that have the same values for some keys, in the order in which those first came."""
    found = {}
    for run in runs:
        found.setdefault(tuple(run[key] for key in keys), []).append(run)
    return found


def latencies(runs):
    """The cells of their latencies and of what went wrong."""
    return [
        *(f"{median(runs, key) / 1000:.2f}" for key in ("p50", "p99", "p999")),
        *(str(sum(run[key] for run in runs)) for key in ("refused", "broken"))]


LATENCIES = ["p50 ms", "p99 ms", "p99.9 ms", "refused", "broken"]


def cost(results):
    """One row for each gateway, one column for each case: the table to read first."""
    columns = list(groups(results["runs"], "case", "connections"))
    found = groups(results["runs"], "gateway", "case", "connections")

    def cell(*key):
        if key not in found:
            return ""
        all_of_it, user, system = (median(found[key], part) for part in ("cpu", "user", "system"))
        return f"{all_of_it:.1f} ({user:.0f} + {system:.0f})"

    yield "Processor time for a request, µs (user + system):"
    yield ""
    yield from rows(
        ["", *(f"{case}, {connections}" for case, connections in columns)], "l" + "r" * len(columns),
        ([name, *(cell(name, *column) for column in columns)] for name in results["versions"]))


def ratios(results):
    """Each Tollgate beside each other gateway. What the machine did meanwhile met both of a round alike."""
    columns = list(groups(results["runs"], "case", "connections"))
    found = groups(results["runs"], "gateway", "case", "connections")
    names = list(results["versions"])

    def cell(name, other, column):
        pairs = zip(found.get((name, *column), []), found.get((other, *column), []))
        values = [run["cpu"] / beside["cpu"] for run, beside in pairs if beside["cpu"]]
        return f"{statistics.median(values):.2f}" if values else ""

    yield "The same as a multiple of another gateway's, the median of the rounds' ratios:"
    yield ""
    yield from rows(
        ["", *(f"{case}, {connections}" for case, connections in columns)], "l" + "r" * len(columns), (
            [f"{name} / {other}", *(cell(name, other, column) for column in columns)]
            for name in names if name.startswith("Tollgate") for other in names if other != name))


def closed(results):
    found = groups(results["runs"], "case", "connections", "gateway")
    yield "As fast as it goes. `busy` is the part of its core that the gateway took: well below 100 %, the load or"
    yield "something else on the machine was the limit."
    yield ""
    yield from rows(
        ["case", "connections", "gateway", "µs", "requests/s", "busy", *LATENCIES], "lrlrrrrrrrr", (
            [case, str(connections), name, f"{median(runs, 'cpu'):.1f}", f"{median(runs, 'rate'):.0f}",
             f"{median(runs, 'busy') * 100:.0f} %", *latencies(runs)]
            for (case, connections, name), runs in found.items()))


def half(results):
    if not results["half"]:
        return
    found = groups(results["half"], "connections", "gateway")
    yield ""
    yield "At half of the requests/s with one token (nginx: without one), in an open loop; latencies count from the"
    yield "moment at which a request was due."
    yield ""
    yield from rows(
        ["connections", "gateway", "requests/s", *LATENCIES], "rlrrrrrr", (
            [str(connections), name, f"{median(runs, 'reached'):.0f}", *latencies(runs)]
            for (connections, name), runs in found.items()))


def memory(results):
    found = groups(results["memory"], "gateway", "moment")
    moments = list(groups(results["memory"], "moment"))
    # Minutes in between are in the JSON file.
    moments = [moment for (moment,) in moments if not moment.endswith(" min") or moment.startswith("after")]
    yield ""
    yield "Memory, MiB resident:"
    yield ""
    yield from rows(["", *moments], "l" + "r" * len(moments), (
        [name, *(f"{found[name, moment][0]['bytes'] / (1 << 20):.0f}" for moment in moments)]
        for name in results["versions"]))
