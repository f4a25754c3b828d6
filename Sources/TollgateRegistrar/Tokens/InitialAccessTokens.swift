internal import TollgateCatalogue
internal import TollgateConcurrency

/// The initial access tokens that are obtained with client credentials, each kept until shortly before it expires.
///
/// While one is being fetched, others who want the same wait for it: twenty registrations at once ask once. A token
/// whose provider does not say how long it is good is not kept.
final class InitialAccessTokens: Sendable {
    /// The time before its end at which a token is no longer used: 30 s, or half its life if that is shorter.
    static let marginSeconds: Int64 = 30

    private typealias Fetch = Task<Result<TokenResponse, TokenError>, Never>

    private enum Entry {
        case fetching(TokenRequest, Fetch)
        case kept(TokenRequest, Secret, until: Int64)

        var request: TokenRequest {
            switch self {
            case .fetching(let request, _), .kept(let request, _, _): request
            }
        }
    }

    private enum Step {
        case use(Secret)
        case wait(Fetch)
    }

    private let now: @Sendable () -> Int64
    private let entries = Lock<[[UInt8]: Entry]>([:])

    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// Returns a token for `request`.
    ///
    /// - Parameters:
    ///   - request: The request for a token.
    ///   - provider: The name of the provider, under which the token is kept.
    ///   - use: The use that the provider lets be made of a token.
    ///   - transport: Reaches the token endpoint.
    /// - Returns: The token.
    /// - Throws: `TokenError.assertionUnsigned`, `.unanswered`, `.refused` or `.responseInvalid`.
    func token(
        for request: TokenRequest, provider: String, use: InitialTokenUse, over transport: any HTTPTransport
    ) async throws(TokenError) -> Secret {
        let client = ClientCredentialsClient(transport: transport, now: now)
        guard use == .reusable else { return try await client.token(for: request).accessToken }
        let step = entries.withLock { entries -> Step in
            // Other credentials under the same name are another provider's.
            if let entry = entries[provider.exact], entry.request == request {
                switch entry {
                case .fetching(_, let task): return .wait(task)
                case .kept(_, let token, let until) where now() < until: return .use(token)
                case .kept: break
                }
            }
            let task = Fetch { await self.fetch(request, provider, client) }
            entries[provider.exact] = .fetching(request, task)
            return .wait(task)
        }
        switch step {
        case .use(let token): return token
        case .wait(let task): return try await task.value.get().accessToken
        }
    }

    /// Forgets a provider's token, because it was refused.
    func forget(provider: String) {
        entries.withLock { entries in
            if case .kept? = entries[provider.exact] { entries[provider.exact] = nil }
        }
    }

    private func fetch(
        _ request: TokenRequest, _ provider: String, _ client: ClientCredentialsClient
    ) async -> Result<TokenResponse, TokenError> {
        let result: Result<TokenResponse, TokenError>
        do throws(TokenError) {
            result = .success(try await client.token(for: request))
        } catch {
            result = .failure(error)
        }
        entries.withLock { entries in
            guard entries[provider.exact]?.request == request else { return }
            entries[provider.exact] = nil
            if case .success(let token) = result, let lifetime = token.expiresIn, lifetime > 0 {
                let usable = lifetime - min(Self.marginSeconds, lifetime / 2)
                let (until, overflows) = now().addingReportingOverflow(usable)
                if !overflows { entries[provider.exact] = .kept(request, token.accessToken, until: until) }
            }
        }
        return result
    }
}
