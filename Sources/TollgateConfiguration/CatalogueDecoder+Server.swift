extension CatalogueDecoder {
    /// Reads the keys of `gateway` that bound what a client can have of it.
    func decodeBounds(_ section: YAMLSection, _ settings: inout GatewaySettings) {
        settings.maximumConnections = section["max_connections"].flatMap {
            count($0, "a number of connections", upTo: GatewaySettings.maximumConnectionsRange.upperBound)
        }
        if let value = section["max_token_bytes"],
            let bytes = count(value, "a number of bytes", upTo: GatewaySettings.maximumTokenBytesRange.upperBound)
        {
            settings.maximumTokenBytes = bytes
        }
        if let timeouts = section["timeouts"]?.section(.timeouts) {
            duration(timeouts["header"], &settings.timeouts.headerSeconds)
            duration(timeouts["body"], &settings.timeouts.bodySeconds)
            duration(timeouts["body_idle"], &settings.timeouts.bodyIdleSeconds)
            duration(timeouts["keep_alive"], &settings.timeouts.keepAliveSeconds)
            duration(timeouts["write"], &settings.timeouts.writeSeconds)
        }
        if let drain = section["drain"]?.section(.drain) {
            duration(drain["deadline"], &settings.drain.deadlineSeconds)
        }
    }

    private func count(_ value: YAMLValue, _ what: String, upTo maximum: Int) -> Int? {
        value.value("\(what) from 1 to \(maximum)") { text in
            Int(text).flatMap { (1...maximum).contains($0) ? $0 : nil }
        }
    }

    /// Reads a duration of at least one second into `seconds`, if it is there.
    private func duration(_ value: YAMLValue?, _ seconds: inout Int64) {
        guard let value, let found = value.seconds() else { return }
        if found < 1 { value.fail("expected 1s or more, found \(found)s") }
        seconds = max(1, found)
    }
}
