extension RegistrationError: CustomStringConvertible {
    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .requestInvalid(let reason): reason
        case .providerExists(let name): "there is a provider `\(name)` already"
        case .providerUnknown(let name): "there is no provider `\(name)`"
        case .providerInUse(let name, let clients, let products): Self.inUse(name, clients, products)
        case .productUnknown(let name, let known): Self.unknown("product", name, known)
        case .planUnknown(let name, let known): Self.unknown("plan", name, known)
        case .providerInvalid(let name, let reason): "provider `\(name)`: \(reason)"
        case .discoveryFailed(let name, let error): "provider `\(name)`: \(error)"
        case .registrationUnsupported(let name, let issuer):
            "provider `\(name)`: the metadata of \(Redactor.clean(issuer)) has no `registration_endpoint`; dynamic client registration"
                + " is not offered there, or not switched on (RFC 8414 §2)"
        case .initialAccessFailed(let name, let error):
            "provider `\(name)` gives no initial access token: \(error)"
        case .refused(let refusal): refusal.description
        case .notSent(let exchange, let error): "\(exchange) was not sent: \(error)"
        case .outcomeUnknown(let exchange, let cause):
            "it is not known whether \(exchange) took effect: \(cause). "
                + (exchange.operation == .delete
                    ? "`reconcile` asks again" : "It is not repeated; look at the provider")
        case .responseInvalid(let exchange, let defect):
            "\(exchange) gave an unusable answer: \(defect)"
                + (exchange.operation == .register ? Self.remainder(of: defect) : "")
        case .clientTaken(let name, let record):
            "provider `\(name)` answered the registration with a client that "
                + (record.map { "is on the books already, as record `\($0)`" } ?? "another registration has made")
                + "; nothing of the answer is kept, and nothing was deleted there. Providers that look clients up by"
                + " their name need another name"
        case .narrowed(let shortfall, let compensated):
            "\(shortfall)" + (compensated ? "; the client was deleted again" : "")
        case .tokenRejected(let clientID, let reason, let compensated):
            "the first token of the client `\(Redactor.clean(clientID))` does not pass the gate's checks: \(reason)"
                + (compensated ? "; the client was deleted again" : "")
        case .tokenUnverified(let id, let reason):
            "the client `\(id)` is registered, but not active before its first token was checked: \(reason). The next"
                + " reconciliation tries again"
        case .credentialNotKept(let unstored): unstored.description
        case .clientExists(let id): "the application has such a client already, `\(id)`"
        case .clientOnRecord(let record):
            "the client is on the books already, as record `\(record)`: a client of an issuer has one record"
        case .recordChanged(let id, let expected, let found):
            "the record `\(id)` was changed meanwhile (version \(found), expected \(expected))"
        case .transitionRefused(let id, let state, let transition):
            "the client record `\(id)` is \(state), which does not allow `\(transition)`"
        case .apiTokenUnknown(let id): "there is no API token `\(id)`"
        case .clientUnknown(let id): "there is no client record `\(id)`"
        case .providerBusy(let name, let waiting):
            "provider `\(name)` takes one request at a time, and \(waiting) operations wait for their turn; try again later"
        case .clientBusy(let id, let state): "another operation on the client `\(id)` is under way (\(state.name))"
        case .clientState(let id, let state):
            "the client `\(id)` is \(state.name), which does not allow this" + (state.reason.map { ": \($0)" } ?? "")
        case .clientUnmanaged(let id):
            "the provider gave nothing to manage the client `\(id)` with (RFC 7592 §3); change it there by hand"
        case .access(let error): error.description
        case .rotationUnsupported(let clientID, let driver):
            "\(driver) issues no new secret for a client that is registered (RFC 7592 has no such operation); delete the"
                + " client `\(Redactor.clean(clientID))` and register another one, or renew its secret at the provider"
        case .secretNotRotated(let clientID):
            "the provider accepted the request for a new secret of `\(Redactor.clean(clientID))`, but issued none"
        case .sealing(let error): error.description
        case .store(let failure): failure.description
        }
    }

    /// Tells of the client that a registration whose answer cannot be used has left at the provider.
    private static func remainder(of defect: RegistrationResponseDefect) -> String {
        if case .undone = defect { return "; the client was deleted again" }
        return defect.clientID.map { "; the client `\(Redactor.clean($0))` may be left at the provider" } ?? ""
    }

    private static func inUse(_ name: String, _ clients: [String], _ products: [String]) -> String {
        var reasons: [String] = []
        if !products.isEmpty { reasons.append("products use it: " + products.joined(separator: ", ")) }
        if !clients.isEmpty { reasons.append("clients are registered there: " + clients.joined(separator: ", ")) }
        return "the provider `\(name)` cannot be deleted while " + reasons.joined(separator: ", and while ")
    }

    private static func unknown(_ kind: String, _ name: String, _ known: [String]) -> String {
        let list = known.isEmpty ? "there is none" : "there are " + known.sorted().joined(separator: ", ")
        return "there is no \(kind) `\(name)`; \(list)"
    }
}
