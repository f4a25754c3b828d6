/// Where the admin API keeps its tokens and remembers its creations.
public protocol AdministrationStore: Sendable {
    /// Adds a token.
    func insert(_ token: APIToken) async throws(ClientStoreError)

    /// The token of this digest, if there is one.
    func token(digest: [UInt8]) async throws(ClientStoreError) -> APIToken?

    /// All tokens, oldest first.
    func tokens() async throws(ClientStoreError) -> [APIToken]

    /// Tokens, oldest first.
    func tokens(in window: ListWindow) async throws(ClientStoreError) -> ListPage<APIToken>

    /// Removes a token.
    ///
    /// - Throws: `ClientStoreError.tokenUnknown`.
    func deleteToken(id: String) async throws(ClientStoreError)

    /// Notes a creation before it is begun, unless there is one of its owner and key already.
    ///
    /// - Parameters:
    ///   - creation: The creation, without an answer.
    ///   - oldest: Creations from before this time, in Unix seconds, are forgotten.
    /// - Returns: The creation that there was; `nil` if this one was noted.
    /// - Throws: `ClientStoreError`.
    func begin(
        _ creation: IdempotentCreation, forgettingBefore oldest: Int64
    ) async throws(ClientStoreError) -> IdempotentCreation?

    /// Notes how a creation ended.
    func finish(_ creation: IdempotentCreation) async throws(ClientStoreError)

    /// Forgets a creation that led to nothing, so that it can be asked for again.
    func forget(_ creation: IdempotentCreation) async throws(ClientStoreError)
}
