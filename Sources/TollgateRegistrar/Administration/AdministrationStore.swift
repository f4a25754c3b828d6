/// The part of a store in which the admin API keeps its tokens and remembers its creations.
public protocol AdministrationStore: Sendable {
    /// Adds a token.
    ///
    /// - Throws: `RegistrationError.store`.
    func insert(_ token: APIToken) async throws(RegistrationError)

    /// Returns the token of this digest, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    func token(digest: [UInt8]) async throws(RegistrationError) -> APIToken?

    /// Lists all tokens, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    func tokens() async throws(RegistrationError) -> [APIToken]

    /// Lists tokens in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    func tokens(in window: ListWindow) async throws(RegistrationError) -> ListPage<APIToken>

    /// Removes a token.
    ///
    /// - Throws: `RegistrationError.apiTokenUnknown` if there is no such token; `.store`.
    func deleteToken(id: String) async throws(RegistrationError)

    /// Records a creation before it is begun, unless there is one of its owner and key already.
    ///
    /// - Parameters:
    ///   - creation: The creation, without an answer.
    ///   - oldest: Creations from before this time, in Unix seconds, are forgotten.
    /// - Returns: The creation that there was; `nil` if this one was recorded.
    /// - Throws: `RegistrationError.store`.
    func begin(
        _ creation: IdempotentCreation, forgettingBefore oldest: Int64
    ) async throws(RegistrationError) -> IdempotentCreation?

    /// Records how a creation ended.
    ///
    /// - Throws: `RegistrationError.store`.
    func finish(_ creation: IdempotentCreation) async throws(RegistrationError)

    /// Forgets a creation that led to nothing, so that it can be asked for again.
    ///
    /// - Throws: `RegistrationError.store`.
    func forget(_ creation: IdempotentCreation) async throws(RegistrationError)
}
