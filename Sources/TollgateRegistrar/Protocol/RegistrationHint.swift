/// A remedy for a refusal that is known from the field.
///
/// It stands beside what the provider itself says, and never in its place.
public struct RegistrationHint: Hashable, Sendable {
    /// The operations it applies to.
    public var operations: Set<RegistrationOperation>
    /// The statuses it applies to.
    public var statuses: Set<Int>
    /// The provider's error code it applies to; `nil` for any or none.
    public var error: String?
    /// Words in the provider's explanation that it applies to, in any case; `nil` for any or none.
    public var words: String?
    /// The remedy.
    public var text: String

    /// A hint with these parts.
    public init(
        operations: Set<RegistrationOperation>, statuses: Set<Int>, error: String? = nil, words: String? = nil,
        text: String
    ) {
        self.operations = operations
        self.statuses = statuses
        self.error = error
        self.words = words
        self.text = text
    }

    private func applies(to operation: RegistrationOperation, status: Int, _ said: ErrorAnswer) -> Bool {
        guard operations.contains(operation), statuses.contains(status), error == nil || error == said.error else {
            return false
        }
        guard let words else { return true }
        return said.explanation?.lowercased().contains(words.lowercased()) == true
    }

    /// The share of an answer that it takes into account: the words say most, the code comes next.
    private var precision: Int { (words == nil ? 0 : 2) + (error == nil ? 0 : 1) }

    /// Finds the hint that takes most of an answer into account; of several, the first, and a driver's before a common
    /// one.
    static func best(
        of hints: [RegistrationHint], for operation: RegistrationOperation, status: Int, _ said: ErrorAnswer
    ) -> RegistrationHint? {
        func best(of hints: [RegistrationHint]) -> RegistrationHint? {
            let fitting = hints.filter { $0.applies(to: operation, status: status, said) }
            let most = fitting.map(\.precision).max()
            return fitting.first { $0.precision == most }
        }
        return best(of: hints) ?? best(of: common)
    }

    /// The hints that hold for every provider.
    static let common: [RegistrationHint] = [
        RegistrationHint(
            operations: [.register, .update], statuses: [400], error: "invalid_redirect_uri",
            text: "a redirect URI is missing or not one that the provider allows"),
        RegistrationHint(
            operations: [.register, .update], statuses: [400], error: "invalid_client_metadata",
            text: "the provider does not allow a member of the client type, or a scope that it does not know"),
        RegistrationHint(
            operations: [.register], statuses: [401],
            text: "the provider wants an initial access token, or the one it got is wrong, expired or used up"),
        RegistrationHint(
            operations: [.register], statuses: [403],
            text: "the initial access token may not register clients, or not with these scopes"),
        RegistrationHint(
            operations: [.register], statuses: [404, 405],
            text: "nothing is registered there; is dynamic registration switched on?"),
        RegistrationHint(
            operations: [.read, .update, .delete], statuses: [401],
            text: "the registration access token is no longer valid, or the client is gone"),
        RegistrationHint(
            operations: [.read, .update], statuses: [404, 410],
            text: "the provider has no such client any more; delete it here too and ask for another one"),
        RegistrationHint(
            operations: [.read, .update, .delete], statuses: [405],
            text: "the provider does not offer this operation of RFC 7592"),
        RegistrationHint(
            operations: [.rotateSecret], statuses: [401, 403],
            text: "the provider does not let this registrar renew the secret"),
        RegistrationHint(
            operations: [.rotateSecret], statuses: [404, 405],
            text: "secrets are not renewed there; look at the provider's `rotation`"),
        RegistrationHint(
            operations: Set(RegistrationOperation.allCases), statuses: [301, 302, 303, 307, 308],
            text: "redirects are not followed, since the request carries a secret; use the final URL"),
        RegistrationHint(
            operations: Set(RegistrationOperation.allCases), statuses: [429],
            text: "the provider limits how often clients are registered; try later"),
    ]
}
