internal import Tollgate
internal import TollgateCatalogue

extension RequestHead {
    /// The first protocol of `Upgrade` that is among some (RFC 9110 §7.8).
    ///
    /// - Parameter names: Their names in lower case.
    /// - Returns: The name; `nil` where the client asks for none of them, or the request is not one that begins a tunnel:
    ///   a `GET` without content.
    func upgrade(among names: [String]) -> String? {
        guard var rest = upgrade, !names.isEmpty else { return nil }
        let bytes = fields.bytes.span
        while let name = FieldValue.nextElement(of: bytes, &rest) {
            for known in names where FieldValue.equals(bytes, name, known) { return known }
        }
        return nil
    }

    /// Whether the request would begin a WebSocket on an API.
    func asksForWebSocket(on api: CompiledAPI) -> Bool {
        upgrade(among: api.source.upgrades) == UpgradeProtocol.webSocket
    }

    /// The bearer token of a request to an API, if it has exactly one, for what is not on the way of every request.
    func credential(on api: CompiledAPI) -> BearerCredential? {
        if let entry = api.source.webSocketToken, asksForWebSocket(on: api),
            case .token(let place) = WebSocketProtocols.token(in: fields, entry)
        {
            return authorization == nil ? BearerCredential(token: fields.text(place)[...]) : nil
        }
        guard let authorization, !hasSeveralAuthorizations else { return nil }
        return try? BearerCredential(authorization: fields.text(authorization))
    }

    /// Takes the token out of what the upstream is sent in `Sec-WebSocket-Protocol`.
    ///
    /// - Parameters:
    ///   - entry: The entry that has the token.
    ///   - forwardsToken: Whether the upstream is to see the token all the same: in `Authorization`.
    mutating func hideToken(_ entry: WebSocketTokenEntry, forwardsToken: Bool) {
        guard let (others, token) = WebSocketProtocols.taking(entry, from: fields) else { return }
        let text = fields.text(token)
        fields.hide { WebSocketProtocols.isName($0) }
        if !others.isEmpty { fields.add("Sec-WebSocket-Protocol", others) }
        if forwardsToken, authorization == nil { fields.add("Authorization", "Bearer \(text)") }
    }
}
