internal import TollgateCatalogue

extension CatalogueDecoder {
    /// Reads the keys of `gateway` that bound what a client can have of it.
    func decodeBounds(_ section: YAMLSection, _ settings: inout GatewaySettings) {
        settings.maximumConnections = section["max_connections"].flatMap {
            count($0, "a number of connections", in: GatewaySettings.maximumConnectionsRange)
        }
        if let value = section["max_token_bytes"],
            let bytes = count(value, "a number of bytes", in: GatewaySettings.maximumTokenBytesRange)
        {
            settings.maximumTokenBytes = bytes
        }
        if let value = section["token_cache_bytes"],
            let bytes = count(value, "a number of bytes", in: GatewaySettings.tokenCacheBytesRange)
        {
            settings.tokenCacheBytes = bytes
        }
        if let timeouts = section["timeouts"] { decodeTimeouts(timeouts, &settings.timeouts) }
        duration(section["dns_refresh"], &settings.dnsRefreshSeconds)
        if let upstream = section["upstream"]?.section(.upstream) { decodeUpstream(upstream, &settings.upstream) }
        if let drain = section["drain"]?.section(.drain) {
            if let delay = drain["delay"]?.seconds() { settings.drain.delaySeconds = delay }
            duration(drain["deadline"], &settings.drain.deadlineSeconds)
        }
    }

    /// Reads the times of clients that are there; the others stay as they are.
    func decodeTimeouts(_ value: YAMLValue, _ settings: inout TimeoutSettings) {
        guard let timeouts = value.section(.timeouts) else { return }
        duration(timeouts["header"], &settings.headerSeconds)
        duration(timeouts["body"], &settings.bodySeconds)
        duration(timeouts["body_idle"], &settings.bodyIdleSeconds)
        duration(timeouts["keep_alive"], &settings.keepAliveSeconds)
        duration(timeouts["write"], &settings.writeSeconds)
    }

    private func decodeUpstream(_ section: YAMLSection, _ settings: inout UpstreamSettings) {
        settings.maximumConnections = section["max_connections"].flatMap(connections)
        guard let timeouts = section["timeouts"]?.section(.upstreamTimeouts) else { return }
        duration(timeouts["connect"], &settings.connectSeconds)
        duration(timeouts["first_byte"], &settings.firstByteSeconds)
        duration(timeouts["keep_alive"], &settings.keepAliveSeconds)
        if let idle = timeouts["idle"].flatMap(timeBound) { settings.idle = idle }
        if let whole = timeouts["whole"].flatMap(timeBound) { settings.whole = whole }
        if let idle = timeouts["tunnel_idle"].flatMap(timeBound) { settings.tunnelIdle = idle }
        if let whole = timeouts["tunnel_whole"].flatMap(timeBound) { settings.tunnelWhole = whole }
    }

    /// Reads the keys of an API that bound its requests.
    func decodeBounds(_ section: YAMLSection) -> RequestBounds {
        var bounds = RequestBounds()
        bounds.maximumConnections = section["max_upstream_connections"].flatMap(connections)
        bounds.maximumBodyBytes = section["max_body_bytes"].flatMap { value in
            let range = RequestBounds.bodyBytesRange
            return value.value("a number of bytes from \(range.lowerBound) to \(range.upperBound)") { text in
                Int64(text).flatMap { range.contains($0) ? $0 : nil }
            }
        }
        guard let timeouts = section["timeouts"]?.section(.apiTimeouts) else { return bounds }
        bounds.connectSeconds = timeouts["connect"].flatMap(positiveSeconds)
        bounds.firstByteSeconds = timeouts["first_byte"].flatMap(positiveSeconds)
        bounds.idle = timeouts["idle"].flatMap(timeBound)
        bounds.whole = timeouts["whole"].flatMap(timeBound)
        bounds.tunnelIdle = timeouts["tunnel_idle"].flatMap(timeBound)
        bounds.tunnelWhole = timeouts["tunnel_whole"].flatMap(timeBound)
        return bounds
    }

    private func connections(_ value: YAMLValue) -> Int? {
        count(value, "a number of connections", in: RequestBounds.connectionsRange)
    }

    /// Reads a duration of at least one second, or the word `none`.
    private func timeBound(_ value: YAMLValue) -> TimeBound? {
        let expected = "a duration such as 30s, 10min, 24h or 7d, or `none`"
        let bound = value.value(expected) { text -> TimeBound? in
            text == "none" ? .unbounded : DurationText.seconds(text).map { .seconds($0) }
        }
        guard bound == .seconds(0) else { return bound }
        value.fail("expected 1s or more, or `none`, found 0s")
        return nil
    }

    /// Reads a number in a range.
    func count(_ value: YAMLValue, _ what: String, in range: ClosedRange<Int>) -> Int? {
        value.value("\(what) from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Reads a duration of at least one second into `seconds`, if it is there.
    private func duration(_ value: YAMLValue?, _ seconds: inout Int64) {
        if let found = value.flatMap({ positiveSeconds($0) }) { seconds = found }
    }

    /// Reads a duration of at least one second.
    func positiveSeconds(_ value: YAMLValue) -> Int64? {
        guard let found = value.seconds() else { return nil }
        if found < 1 { value.fail("expected 1s or more, found \(found)s") }
        return max(1, found)
    }
}
