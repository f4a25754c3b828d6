internal import TollgateHTTP

/// Registers, reads, updates and deletes clients at one provider (RFC 7591, RFC 7592).
///
/// It keeps nothing and repeats nothing: a registration that was not answered may have happened, and whoever asked has
/// to find out. Operations on one client must not overlap, since a provider may change the registration access token
/// with each answer.
public struct DynamicRegistrationClient: Sendable {
    private let transport: any HTTPTransport
    private let driver: ProviderDriver

    /// A client of the provider that `driver` knows the habits of.
    public init(transport: any HTTPTransport, driver: ProviderDriver = .other) {
        self.transport = transport
        self.driver = driver
    }

    /// Registers a client (RFC 7591 §3.1).
    ///
    /// - Parameters:
    ///   - metadata: What to register it with.
    ///   - endpoint: The registration endpoint.
    ///   - authorization: What the provider wants to see first.
    /// - Returns: What the provider registered.
    /// - Throws: `RegistrationError.refused` or `.notSent` if there is no client, `.outcomeUnknown` or
    ///   `.responseInvalid` if there may be one.
    public func register(
        _ metadata: ClientMetadata, at endpoint: String, authorization: RegistrationAuthorization = .none
    ) async throws(RegistrationError) -> RegistrationResponse {
        let exchange = RegistrationExchange(operation: .register, url: endpoint)
        let answer = try await send(
            exchange, headers: authorization.headers, body: .object(metadata.members),
            secrets: Self.secrets(of: authorization))
        let response = try read(answer, of: exchange)
        do {
            try response.checkManagement(registeredAt: endpoint)
        } catch {
            throw .responseInvalid(exchange, error)
        }
        return response
    }

    /// Reads what a client is registered with (RFC 7592 §2.1).
    ///
    /// Some providers change secret or registration access token even then; the answer's replace the old ones.
    public func read(_ client: ClientConfigurationEndpoint) async throws(RegistrationError) -> RegistrationResponse {
        try await manage(.read, client, body: nil)
    }

    /// Replaces what a client is registered with (RFC 7592 §2.2).
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - metadata: What it is to be registered with from now on.
    ///   - lastReturned: The members of the provider's last answer, which are sent back where `metadata` is silent.
    ///   - clientSecret: The current secret; sent only to providers that demand it.
    ///   - removed: The members of the last answer that are not sent back, so that the provider deletes them.
    /// - Returns: What the provider registered. A secret or registration access token in it replaces the old one,
    ///   and must be stored before anything else happens.
    /// - Throws: `RegistrationError.refused` or `.notSent` if nothing changed, `.outcomeUnknown` or
    ///   `.responseInvalid` if something may have.
    public func update(
        _ client: ClientConfigurationEndpoint, to metadata: ClientMetadata, lastReturned: [String: JSONValue],
        clientSecret: Secret? = nil, removing removed: Set<String> = []
    ) async throws(RegistrationError) -> RegistrationResponse {
        let body = metadata.updateMembers(
            lastReturned: lastReturned, clientID: client.clientID,
            clientSecret: driver.sendsClientSecretInUpdates ? clientSecret : nil, removing: removed)
        return try await manage(.update, client, body: .object(body), secrets: [clientSecret].compactMap(\.self))
    }

    /// Deletes a client (RFC 7592 §2.3); this may be repeated.
    ///
    /// - Returns: `.gone` if it was not there any more, `.lost` if the provider does not accept the registration
    ///   access token: then the client may still exist.
    public func delete(_ client: ClientConfigurationEndpoint) async throws(RegistrationError) -> DeletionOutcome {
        do {
            let exchange = RegistrationExchange(operation: .delete, url: client.url)
            _ = try await send(
                exchange, headers: Self.headers(for: client), body: nil, secrets: [client.token])
            return .deleted
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            switch refusal.status {
            case 404, 410: return .gone
            case 401: return driver.unauthorizedDeleteMeansGone ? .gone : .lost
            default: throw error
            }
        }
    }

    private func manage(
        _ operation: RegistrationOperation, _ client: ClientConfigurationEndpoint, body: JSONValue?,
        secrets: [Secret] = []
    ) async throws(RegistrationError) -> RegistrationResponse {
        let exchange = RegistrationExchange(operation: operation, url: client.url)
        let answer = try await send(
            exchange, headers: Self.headers(for: client), body: body, secrets: secrets + [client.token])
        let response = try read(answer, of: exchange)
        guard response.clientID == client.clientID else {
            throw .responseInvalid(exchange, .clientIDChanged(from: client.clientID, to: response.clientID))
        }
        return response
    }

    /// Sends one request and sorts its answer into success, refusal and unknown outcome.
    private func send(
        _ exchange: RegistrationExchange, headers: [(name: String, value: String)], body: JSONValue?, secrets: [Secret]
    ) async throws(RegistrationError) -> OutboundResponse {
        var request = OutboundRequest(method: exchange.operation.method, url: exchange.url)
        request.headers = headers + [(name: "Accept", value: "application/json")]
        if let body {
            request.headers.append((name: "Content-Type", value: "application/json"))
            request.body = body.text
        }
        let answer: OutboundResponse
        do {
            answer = try await transport.send(request)
        } catch {
            switch error {
            case .invalidURL, .insecureURL: throw .notSent(exchange, error)
            case .unreachable, .timedOut, .responseTooLarge: throw .outcomeUnknown(exchange, cause: "\(error)")
            }
        }
        switch answer.status {
        case 200...299: return answer
        case 300...499:
            let redactor = Redactor(secrets: secrets.map { $0.reveal() } + headers.map(\.value))
            throw .refused(refusal(exchange, answer, redactor))
        default: throw .outcomeUnknown(exchange, cause: "the answer is \(answer.status)")
        }
    }

    private func read(
        _ answer: OutboundResponse, of exchange: RegistrationExchange
    ) throws(RegistrationError) -> RegistrationResponse {
        guard answer.status == 200 || answer.status == 201 else {
            throw .responseInvalid(exchange, .statusUnexpected(answer.status))
        }
        do {
            return try RegistrationResponse(body: answer.body)
        } catch {
            throw .responseInvalid(exchange, error)
        }
    }

    private func refusal(
        _ exchange: RegistrationExchange, _ answer: OutboundResponse, _ redactor: Redactor
    ) -> RegistrationRefusal {
        let said = ErrorAnswer(
            body: answer.body, challenge: answer.header("WWW-Authenticate"), redactor: redactor)
        let hint = (driver.hints + RegistrationHint.common).first {
            $0.applies(to: exchange.operation, status: answer.status, error: said.error)
        }
        return RegistrationRefusal(
            exchange: exchange, status: answer.status, error: said.error, explanation: said.explanation,
            hint: hint?.text)
    }

    private static func headers(for client: ClientConfigurationEndpoint) -> [(name: String, value: String)] {
        client.authorization.companionHeaders
            + [(name: "Authorization", value: "Bearer " + client.token.reveal())]
    }

    private static func secrets(of authorization: RegistrationAuthorization) -> [Secret] {
        switch authorization {
        case .none: []
        case .bearer(let token): [token]
        // A field such as `Authorization: SSWS <token>` may be echoed without its scheme.
        case .headers(let headers):
            headers.compactMap { $0.value.reveal().split(separator: " ").last }.map { Secret(String($0)) }
        }
    }
}
