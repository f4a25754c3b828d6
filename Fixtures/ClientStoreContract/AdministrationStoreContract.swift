public import Testing
public import TollgateRegistrar

/// What every store of the admin API must do: each case is one rule, checked against an empty store.
public enum AdministrationStoreContract: String, CaseIterable, Sendable {
    case creationsBeginOnce = "Of a hundred requests with one idempotency key at once exactly one creates something"
    case creationsAreRemembered = "An answer is given again for its key, to its owner alone, until it is forgotten"
    case tokensAreFound = "A token is found by its digest until it is deleted"

    /// Checks the rule; what is broken is recorded as an issue of the test that runs.
    ///
    /// - Parameter store: An empty store.
    /// - Throws: What the store throws although the rule does not expect it.
    public func check(_ store: any AdministrationStore) async throws {
        switch self {
        case .creationsBeginOnce: try await Self.creationsBeginOnce(store)
        case .creationsAreRemembered: try await Self.creationsAreRemembered(store)
        case .tokensAreFound: try await Self.tokensAreFound(store)
        }
    }

    private static func creation(owner: String = "ann", key: String = "k-1") -> IdempotentCreation {
        IdempotentCreation(owner: owner, key: key, fingerprint: [1, 2], createdAt: StoreSamples.now)
    }

    private static func creationsBeginOnce(_ store: any AdministrationStore) async throws {
        let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask { try await store.begin(creation(), forgettingBefore: 0) == nil }
            }
            return try await group.reduce(into: 0) { count, isFirst in count += isFirst ? 1 : 0 }
        }
        #expect(begun == 1)
        #expect(try await store.begin(creation(), forgettingBefore: 0)?.status == nil)
    }

    private static func creationsAreRemembered(_ store: any AdministrationStore) async throws {
        #expect(try await store.begin(creation(), forgettingBefore: 0) == nil)
        var answered = creation()
        answered.status = 201
        answered.body = [3]
        try await store.finish(answered)
        #expect(try await store.begin(creation(), forgettingBefore: 0) == answered)
        #expect(try await store.begin(creation(owner: "bob"), forgettingBefore: 0) == nil)
        #expect(try await store.begin(creation(key: "k-2"), forgettingBefore: 0) == nil)
        try await store.forget(creation())
        #expect(try await store.begin(creation(), forgettingBefore: 0) == nil)
        #expect(try await store.begin(creation(), forgettingBefore: StoreSamples.now) == creation())
        #expect(try await store.begin(creation(), forgettingBefore: StoreSamples.now + 1) == nil)
    }

    private static func tokensAreFound(_ store: any AdministrationStore) async throws {
        let (token, other) = (
            APIToken(id: "t-1", digest: [1], role: .admin, owner: "ann", createdAt: StoreSamples.now),
            APIToken(id: "t-2", digest: [2], role: .developer, owner: "bob", createdAt: StoreSamples.now + 1)
        )
        try await store.insert(token)
        try await store.insert(other)
        #expect(try await store.token(digest: [1]) == token)
        #expect(try await store.token(digest: [3]) == nil)
        #expect(try await store.tokens() == [token, other])
        #expect(try await store.tokens(in: ListWindow(offset: 1, limit: 1)).items == [other])
        try await store.deleteToken(id: "t-1")
        #expect(try await store.token(digest: [1]) == nil)
        await #expect(throws: RegistrationError.apiTokenUnknown(id: "t-1")) { try await store.deleteToken(id: "t-1") }
    }
}

extension AdministrationStoreContract: CustomTestStringConvertible {
    /// The rule as a sentence.
    public var testDescription: String { rawValue }
}
