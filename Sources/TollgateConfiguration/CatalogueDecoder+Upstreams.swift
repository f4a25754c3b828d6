internal import TollgateCatalogue

extension CatalogueDecoder {
    /// Reads the hosts of an API.
    func decodeHosts(_ value: YAMLValue) -> [HostPattern] {
        guard let list = value.list("a list of hosts") else { return [] }
        if list.isEmpty { value.fail("an empty list gets no request; leave the key out or list hosts") }
        return list.compactMap { $0.value(HostPattern.rule) { HostPattern($0) } }
    }

    /// Reads the servers behind an API, if there are several, and how their health is judged.
    func decodeServers(_ section: YAMLSection, _ api: inout API) {
        if let value = section["upstreams"], let list = value.list("a list of servers") {
            if list.isEmpty { value.fail("at least one server is needed") }
            api.upstreams = list.compactMap(decodeServer)
        }
        if let health = section["upstream_health"]?.section(.upstreamHealth) {
            decodeHealth(health, &api.upstreamHealth)
        }
    }

    private func decodeServer(_ value: YAMLValue) -> UpstreamServer? {
        guard let section = value.section(.upstreamServer),
            let url = section.required("url", "where requests are passed on to").flatMap(decodeUpstream)
        else { return nil }
        var server = UpstreamServer(url: url)
        if let value = section["weight"], let weight = count(value, "a weight", in: UpstreamServer.weightRange) {
            server.weight = weight
        }
        return server
    }

    private func decodeHealth(_ section: YAMLSection, _ health: inout UpstreamHealth) {
        if let value = section["failures"],
            let failures = count(value, "a number of failures", in: UpstreamHealth.failuresRange)
        {
            health.failures = failures
        }
        if let value = section["ejection"], let seconds = positiveSeconds(value) { health.ejectionSeconds = seconds }
        guard let section = section["check"]?.section(.upstreamCheck),
            let path = section.required("path", "what is asked for")?.text(
                UpstreamCheck.pathRule, where: UpstreamCheck.isPath)
        else { return }
        var check = UpstreamCheck(path: path)
        if let value = section["interval"], let seconds = positiveSeconds(value) { check.intervalSeconds = seconds }
        if let value = section["timeout"], let seconds = positiveSeconds(value) { check.timeoutSeconds = seconds }
        if let value = section["failures"], let number = count(value, "a number", in: UpstreamCheck.countRange) {
            check.failures = number
        }
        if let value = section["successes"], let number = count(value, "a number", in: UpstreamCheck.countRange) {
            check.successes = number
        }
        health.check = check
    }
}
