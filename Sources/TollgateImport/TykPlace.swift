/// A place, other than the header `Authorization`, where Tyk looks for tokens.
struct TykPlace {
    let node: TykNode
    /// Whether it is the address or a cookie, from where tokens leak, and not only another header.
    let leaks: Bool

    /// The places that a classic `auth` or `auth_configs.NAME` switches on.
    static func places(classic auth: TykNode?) -> [TykPlace] {
        guard let auth else { return [] }
        var places: [TykPlace] = []
        for name in ["use_param", "use_cookie", "disable_header"] {
            if let value = auth[name], value.flag == true { places.append(TykPlace(node: value, leaks: true)) }
        }
        if let name = otherHeader(auth["auth_header_name"]) { places.append(TykPlace(node: name, leaks: false)) }
        return places
    }

    /// The places that a scheme of an OAS definition switches on.
    static func places(oas scheme: TykNode) -> [TykPlace] {
        var places: [TykPlace] = []
        if let header = scheme.section("header"), header.flag("enabled"), let name = otherHeader(header["name"]) {
            places.append(TykPlace(node: name, leaks: false))
        }
        for name in ["query", "cookie"] {
            guard let place = scheme.section(name), place.flag("enabled") else { continue }
            places.append(TykPlace(node: place, leaks: true))
        }
        return places
    }

    private static func otherHeader(_ node: TykNode?) -> TykNode? {
        guard let node, let name = node.text, !name.isEmpty, name.lowercased() != "authorization" else { return nil }
        return node
    }

    func report(in file: String, _ findings: ImportFindings) {
        findings.add(
            .narrower, decide: true, at: node, in: file,
            "left out: tokens are read from the header `Authorization` alone"
                + (leaks ? "; from elsewhere they leak (RFC 6750 §5.3)" : ""))
        node.markAllRead()
    }
}
