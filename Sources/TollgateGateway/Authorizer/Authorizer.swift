internal import NIOCore
internal import Tollgate

/// An authorizer at work: the way in which its proxies are told what becomes of a request.
final class Authorizer: Sendable {
    let proxy: ProxyKind
    let peers: TrustedProxies
    /// The address of its listener.
    let address: GatewayListener.Address

    /// An authorizer at a listener.
    init(_ rules: AuthorizerRules, at address: GatewayListener.Address) {
        proxy = rules.proxy
        peers = rules.peers
        self.address = address
    }

    /// An answer as it is here, where whatever is 2xx lets the request pass.
    ///
    /// - Parameter own: The answer that a client of the gateway gets.
    /// - Returns: The same, or in the place of one that is no refusal the answer that the proxy has asked in vain.
    func refusing(_ own: OwnAnswer) -> OwnAnswer {
        guard own.head.status < 400 else { return own }
        return OwnAnswer(
            status: 404, error: "not_found",
            explanation: "Tollgate answers this request itself: the proxy has to pass it on to a listener of its own.",
            code: "not_authorized_here")
    }

    /// A refusal in the form that the proxy can hand to its client.
    ///
    /// nginx knows no refusals but 401 and 403, and closes its connection here after an answer with content: it gets
    /// status and content in fields.
    ///
    /// - Parameters:
    ///   - own: The answer that a client of the gateway gets.
    ///   - code: Its code.
    /// - Returns: The answer.
    func refusal(_ own: OwnAnswer, code: String) -> OwnAnswer {
        var own = refusing(own)
        own.head.fields.add(AuthorizerField.code, code)
        guard proxy == .nginx else { return own }
        let status = own.head.status
        own.head.fields.add(AuthorizerField.status, "\(status)")
        own.head.fields.add(AuthorizerField.body, Self.line(own.content))
        if status != 401, let challenge = own.head.fields.value(of: "www-authenticate") {
            own.head.fields.add(AuthorizerField.challenge, own.head.fields.text(challenge))
        }
        return own.withoutContent(status: status == 401 ? 401 : 403)
    }

    /// The answer to a proxy that has not asked as its kind does.
    ///
    /// - Parameters:
    ///   - own: The answer that a client of the gateway gets.
    ///   - fault: The reason.
    ///   - observer: Is told of it.
    /// - Returns: The answer.
    func malformed(_ own: OwnAnswer, _ fault: RequestFault, _ observer: any GatewayObserver) -> OwnAnswer {
        observer.authorized(.malformed, on: address)
        return refusal(own, code: fault.code)
    }

    /// A content as the value of a field; bytes that cannot stand there become spaces.
    private static func line(_ content: ByteBuffer) -> String {
        var bytes = content.readableBytesView.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        while bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
