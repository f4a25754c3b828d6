internal import TollgateCatalogue
internal import TollgateOutbound

/// A client of one provider's registration protocol: it registers, reads, updates and deletes (RFC 7591, RFC 7592).
///
/// It keeps nothing and repeats nothing: a registration that was not answered may have happened, and the caller has
/// to find out. Operations on one client must not overlap, since a provider may change the registration access token
/// with each answer.
package struct DynamicRegistrationClient: Sendable {
    private let transport: any HTTPTransport
    private let driver: ProviderDriver
    private let knownSecrets: [Secret]

    /// A client of the provider whose habits `driver` knows.
    ///
    /// - Parameters:
    ///   - transport: The transport that sends the requests.
    ///   - driver: The provider's departures from the RFCs.
    ///   - knownSecrets: The secrets that the provider knows beside those of each request; its errors are kept without
    ///     them.
    package init(transport: any HTTPTransport, driver: ProviderDriver = .other, knownSecrets: [Secret] = []) {
        self.transport = transport
        self.driver = driver
        self.knownSecrets = knownSecrets
    }

    /// Registers a client (RFC 7591 §3.1).
    ///
    /// - Parameters:
    ///   - metadata: The metadata to register it with.
    ///   - endpoint: The registration endpoint.
    ///   - authorization: The authorization that the provider wants.
    ///   - operationID: The value of `Idempotency-Key` for providers that want one.
    /// - Returns: The client as the provider registered it.
    /// - Throws: `RegistrationError.requestInvalid`, `.refused` or `.notSent` if there is no client; `.outcomeUnknown`
    ///   or `.responseInvalid` if there may be one.
    package func register(
        _ metadata: ClientMetadata, at endpoint: String, authorization: RegistrationAuthorization = .none,
        operationID: String? = nil
    ) async throws(RegistrationError) -> RegistrationResponse {
        if let defect = metadata.defect { throw .requestInvalid(reason: defect) }
        let exchange = RegistrationExchange(operation: .register, url: endpoint)
        let key = driver.sendsIdempotencyKey ? operationID.map { [(name: "Idempotency-Key", value: $0)] } : nil
        let answer = try await send(
            exchange, credentials: authorization.headers, headers: key ?? [], body: .object(metadata.members),
            secrets: authorization.secrets)
        var response = try read(answer, of: exchange) {
            $0.deletesClient(at: driver, mark: metadata.softwareVersion)
        }
        guard driver.management == .registrationAccessToken else {
            response.registrationClientURI =
                ClientConfigurationEndpoint(
                    clientID: response.clientID, registrationEndpoint: endpoint, authorization: authorization
                ).url
            return response
        }
        do {
            try response.settleManagement(registeredAt: endpoint, by: driver)
        } catch {
            let partialResponse = PartialResponse(unplaced: response)
            let canDelete = partialResponse.deletesClient(at: driver, mark: metadata.softwareVersion)
            throw .responseInvalid(exchange, canDelete ? .keeping(partialResponse, error) : error)
        }
        return response
    }

    /// Reads the metadata that a client is registered with (RFC 7592 §2.1).
    ///
    /// Some providers change secret or registration access token even then; the answer's replace the old ones.
    ///
    /// - Throws: `RegistrationError.refused` or `.notSent` if nothing has changed; `.outcomeUnknown` or
    ///   `.responseInvalid` if the provider may have changed the secret or the token.
    package func read(_ client: ClientConfigurationEndpoint) async throws(RegistrationError) -> RegistrationResponse {
        try await manage(RegistrationExchange(operation: .read, url: client.url), client, body: nil)
    }

    /// Replaces the metadata that a client is registered with (RFC 7592 §2.2).
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - metadata: The metadata from now on.
    ///   - lastReturned: The members of the provider's last answer, which are sent back where `metadata` is silent.
    ///   - clientSecret: The current secret; sent only to providers that demand it.
    ///   - removed: The members of the last answer that are not sent back, so that the provider deletes them.
    /// - Returns: The client as the provider registered it. A secret or registration access token in it replaces the
    ///   old one, and must be stored before anything else happens; so does `registration_client_uri`, which is only
    ///   there if the client's right may be sent to it.
    /// - Throws: `RegistrationError.requestInvalid` if the metadata has a defect, `.refused` or `.notSent`: then
    ///   nothing has changed; `.outcomeUnknown` or `.responseInvalid` if something may have.
    package func update(
        _ client: ClientConfigurationEndpoint, to metadata: ClientMetadata, lastReturned: [String: JSONValue],
        clientSecret: Secret? = nil, removing removed: Set<String> = []
    ) async throws(RegistrationError) -> RegistrationResponse {
        if let defect = metadata.defect { throw .requestInvalid(reason: defect) }
        let body = metadata.updateMembers(
            lastReturned: lastReturned, clientID: client.clientID,
            clientSecret: driver.sendsClientSecretInUpdates ? clientSecret : nil, removing: removed)
        return try await manage(
            RegistrationExchange(operation: .update, url: client.url), client, body: .object(body),
            secrets: [clientSecret].compactMap(\.self))
    }

    /// Asks for a new secret, in the way that this provider has.
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - metadata: The metadata that it is registered with, for providers that issue a new secret with each update.
    ///   - lastReturned: The members of the provider's last answer, for the same.
    ///   - clientSecret: The current secret; sent only to providers that demand it.
    /// - Returns: The answer, which must be stored before anything else happens: it may hold a new registration access
    ///   token even where it holds no new secret.
    /// - Throws: `RegistrationError.rotationUnsupported` if the provider has no way; `.requestInvalid` if the metadata
    ///   has a defect, or the URL for rotations is at a place to which the client's right may not be sent; `.refused`
    ///   or `.notSent` if the old secret is still good; `.outcomeUnknown` or `.responseInvalid` if it may not be.
    package func rotateSecret(
        _ client: ClientConfigurationEndpoint, keeping metadata: ClientMetadata, lastReturned: [String: JSONValue],
        clientSecret: Secret? = nil
    ) async throws(RegistrationError) -> RegistrationResponse {
        switch driver.rotation {
        case .unsupported: throw .rotationUnsupported(clientID: client.clientID, driver: driver.displayName)
        case .update:
            return try await update(client, to: metadata, lastReturned: lastReturned, clientSecret: clientSecret)
        case .request(let request):
            guard let url = request.url(for: client, trusting: driver.trustedOrigins) else {
                throw .requestInvalid(
                    reason: "`\(Redactor.clean(request.urlTemplate))` is no URL at the origin of"
                        + " \(Redactor.clean(client.url)), the only place where the client's right may be sent")
            }
            let exchange = RegistrationExchange(operation: .rotateSecret, method: request.method, url: url)
            return try await manage(
                exchange, client, body: request.body, secrets: [clientSecret].compactMap(\.self))
        }
    }

    /// Deletes a client (RFC 7592 §2.3); this may be repeated.
    ///
    /// - Returns: `.deleted`, or `.gone` if it was not there any more.
    /// - Throws: `RegistrationError.refused` if the provider does not delete it, also with 401 where it does not accept
    ///   the registration access token: then the client may still exist; `.notSent` if nothing was asked;
    ///   `.outcomeUnknown`.
    package func delete(_ client: ClientConfigurationEndpoint) async throws(RegistrationError) -> DeletionOutcome {
        do {
            let exchange = RegistrationExchange(operation: .delete, url: client.url)
            _ = try await send(exchange, credentials: client.headers, body: nil, secrets: client.secrets)
            return .deleted
        } catch {
            // Where nobody has said that the client is there, it is not gone because nothing is there.
            guard case .refused(let refusal) = error, !client.isAssumed else { throw error }
            switch refusal.status {
            case 404, 410: return .gone
            case 401 where driver.errorsMeaningGone.contains(refusal.error ?? ""): return .gone
            default: throw error
            }
        }
    }

    private func manage(
        _ exchange: RegistrationExchange, _ client: ClientConfigurationEndpoint, body: JSONValue?,
        secrets: [Secret] = []
    ) async throws(RegistrationError) -> RegistrationResponse {
        let answer = try await send(
            exchange, credentials: client.headers, body: body, secrets: secrets + client.secrets)
        var response = try read(answer, of: exchange, about: client.clientID, sent: body) {
            $0.replacesSecrets(of: client.clientID)
        }
        guard response.clientID.exact == client.clientID.exact else {
            throw .responseInvalid(exchange, .clientIDChanged(from: client.clientID, to: response.clientID))
        }
        response.settleMove(of: client, by: driver)
        return response
    }

    /// Sends one request and sorts its answer into success, refusal and unknown outcome.
    private func send(
        _ exchange: RegistrationExchange, credentials: [(name: String, value: String)],
        headers: [(name: String, value: String)] = [], body: JSONValue?, secrets: [Secret]
    ) async throws(RegistrationError) -> OutboundResponse {
        var request = OutboundRequest(method: exchange.method, url: exchange.url)
        request.headers = credentials + headers + [(name: "Accept", value: "application/json")]
        if let body {
            request.headers.append((name: "Content-Type", value: "application/json"))
            request.body = body.text
        }
        let answer: OutboundResponse
        do {
            answer = try await transport.send(request)
        } catch {
            switch error {
            case .invalidURL, .insecureURL, .unusableSettings, .notConnected: throw .notSent(exchange, error)
            case .unreachable, .timedOut, .responseTooLarge, .unusableAnswer:
                throw .outcomeUnknown(exchange, cause: "\(error)")
            }
        }
        switch answer.status {
        case 200...299: return answer
        case 300...499:
            let redactor = Redactor(
                secrets: (secrets + knownSecrets).map { $0.reveal() } + credentials.map(\.value))
            throw .refused(refusal(exchange, answer, redactor))
        default: throw .outcomeUnknown(exchange, cause: "the answer is \(answer.status)")
        }
    }

    /// Reads the answer to a success.
    ///
    /// - Parameters:
    ///   - answer: The answer.
    ///   - exchange: The request.
    ///   - clientID: The client that was asked about; stands in for one that the answer leaves out.
    ///   - sent: The body that was sent; stands in for the one that a bridge leaves out.
    ///   - isWorthKeeping: Whether the readable part of an unusable answer is kept in the error.
    /// - Returns: The client as the answer has it.
    /// - Throws: `RegistrationError.responseInvalid`.
    private func read(
        _ answer: OutboundResponse, of exchange: RegistrationExchange, about clientID: String? = nil,
        sent: JSONValue? = nil, keepingIf isWorthKeeping: (PartialResponse) -> Bool
    ) throws(RegistrationError) -> RegistrationResponse {
        let read = JSONValue.members(in: answer.body)
        let partialResponse = PartialResponse(read?.members ?? [:]).placed(by: driver, besides: exchange.url)
        do throws(RegistrationResponseDefect) {
            guard answer.status == 200 || answer.status == 201 || driver.answersLoosely else {
                throw .statusUnexpected(answer.status)
            }
            if let read, !read.isWhole { throw .incomplete(clientID: partialResponse.clientID) }
            var members = read?.members
            if let clientID {
                if answer.body.isEmpty, driver.answersLoosely {
                    members = sent?.object ?? [:]
                    members?["client_secret"] = nil
                }
                // The URL has named the client; only another identifier would be an error. A read alone must say what
                // it is about: many a server answers any GET with some document.
                if members?["client_id"] == nil, exchange.operation != .read || driver.answersLoosely {
                    members?["client_id"] = .string(clientID)
                }
            }
            return try RegistrationResponse(members: members)
        } catch {
            throw .responseInvalid(exchange, isWorthKeeping(partialResponse) ? .keeping(partialResponse, error) : error)
        }
    }

    private func refusal(
        _ exchange: RegistrationExchange, _ answer: OutboundResponse, _ redactor: Redactor
    ) -> RegistrationRefusal {
        let said = ErrorAnswer(
            body: answer.body, challenge: answer.header("WWW-Authenticate"), redactor: redactor)
        let hint = RegistrationHint.best(of: driver.hints, for: exchange.operation, status: answer.status, said)
        return RegistrationRefusal(
            exchange: exchange, status: answer.status, error: said.error, explanation: said.explanation,
            hint: hint?.text,
            retryAfterSeconds: answer.header("Retry-After").flatMap(Int64.init).flatMap { $0 < 0 ? nil : $0 })
    }
}

/// The outcome of the deletion of a client at its provider.
public enum DeletionOutcome: String, Hashable, Sendable {
    /// The provider deleted it.
    case deleted
    /// The provider did not have it any more.
    case gone
    /// The provider does not let this registrar delete it; it may still exist.
    case lost
}
