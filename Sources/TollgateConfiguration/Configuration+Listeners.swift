internal import TollgateCatalogue

extension Configuration {
    /// Finds listeners that are at the same address, and warns of those that trust everybody.
    static func checkListeners(_ gateway: GatewaySettings, _ problems: ProblemList, in file: FileIndex) {
        let hasList = file.keys(of: ["gateway"]).contains("listeners")
        for (index, listener) in gateway.listeners.enumerated() {
            let path = hasList ? ["gateway", "listeners", "\(index)"] : ["gateway"]
            if let first = gateway.listeners[..<index].firstIndex(where: { $0.collides(with: listener) }) {
                problems.add(
                    CatalogueProblem(
                        .error, at: path + ["listen"],
                        "gateway.listeners.\(first) listens on \(listener.address) already"), in: file)
            }
            // Where the listener has none of its own, they stand at the gateway.
            let ownsProxies = file.keys(of: path).contains("trusted_proxies")
            let place = (ownsProxies ? path : ["gateway"]) + ["trusted_proxies"]
            if let block = listener.trustedProxies.first(where: { AddressBlock($0)?.isEverything == true }) {
                problems.add(
                    CatalogueProblem(
                        .warning, at: place,
                        "\(block) is everybody: every client can say that its requests come from somewhere else"),
                    in: file)
            }
            if let bytes = listener.maximumHeaderBytes, bytes <= gateway.maximumTokenBytes {
                let isOwn = file.keys(of: path).contains("max_header_bytes")
                problems.add(
                    CatalogueProblem(
                        .warning, at: (isOwn ? path : ["gateway"]) + ["max_header_bytes"],
                        "no token of max_token_bytes, which is \(gateway.maximumTokenBytes), fits into such a header"),
                    in: file)
            }
            if listener.isUnix, listener.mode & 0o002 != 0,
                listener.trustedProxies.contains(ListenerSettings.unixWord)
            {
                problems.add(
                    CatalogueProblem(
                        .warning, at: path + ["mode"],
                        "with `unix` among the trusted proxies, every user of this machine can say that a request comes "
                            + "from somewhere else"), in: file)
            }
        }
    }
}

extension ListenerSettings {
    /// Whether both cannot listen at the same time; a free port is never the same.
    fileprivate func collides(with other: ListenerSettings) -> Bool {
        if case .tcp(let address) = address, address.port == 0 { return false }
        return address == other.address
    }
}
