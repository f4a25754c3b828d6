import TollgateCatalogue
import TollgateOutbound
import TollgateRegistrar

/// Tollgate's main job as a story of twelve steps, each of which checks that it came true.
///
/// It is the story of Tyk's guide to dynamic client registration: a product and a plan, a client that is registered
/// for them, a token, calls that pass and calls that do not, and the end of the client.
struct Story: Sendable {
    let world: StoryWorld
    let client: OutboundClient
    let narrator: Narrator

    /// Tells the whole story.
    ///
    /// - Returns: The provider's profile, for further steps.
    /// - Throws: ``StoryFailure``, which names the step.
    @discardableResult
    func tell() async throws -> ProviderProfile {
        let profile = try await addProvider()
        showOffer()
        let credential = try await registerClient()
        let product = world.offer.product.scopes[0]
        let plan = world.offer.plan.scopes[0]

        let token = try await obtainToken(credential, profile, scopes: [product, plan])
        try await callPasses(token)
        try await callIsRefused(
            "The same call with a token without the plan scope is refused", credential, profile, scopes: [product],
            status: 403, code: "plan_missing")
        try await callIsRefused(
            "… and with a token without the product scope", credential, profile, scopes: [plan], status: 403,
            code: "scope_insufficient")
        try await callWithoutToken()
        try await callWithTamperedToken(token)
        try await callTooOften(token)
        try await callAfterRotation(credential, profile, scopes: [product, plan])
        try await deleteClient(credential, token)
        return profile
    }

    // MARK: - The provider's side

    private func addProvider() async throws -> ProviderProfile {
        narrator.begin("The identity provider is added to the registrar")
        let profile = try await attempt("a provider that can register clients") {
            try await world.registrar.addProvider(world.provider)
        }
        narrator.show("issuer", profile.issuer)
        narrator.show("driver", profile.driver)
        narrator.show("registration", profile.registrationEndpoint)
        return profile
    }

    private func showOffer() {
        narrator.begin("A product and a plan are defined in the catalogue")
        let (product, plan) = (world.offer.product, world.offer.plan)
        narrator.show("product “\(product.displayName)”", "scope \(product.scopes.joined(separator: " or "))")
        for right in policies(product.policies).flatMap(\.access) {
            let paths = right.paths?.map { "\($0.methods?.joined(separator: "|") ?? "any method") \($0.pattern.text)" }
            narrator.show("", "opens \(right.api): \(paths?.joined(separator: ", ") ?? "everything")")
        }
        narrator.show("plan “\(plan.displayName)”", "scope \(plan.scopes.joined(separator: " or "))")
        for policy in policies(plan.policies) {
            let limits = [
                policy.limits.rate.map { "rate \($0)" }, policy.limits.quota.map { "quota \($0)" },
            ].compactMap { $0 }
            narrator.show("", "limits calls: \(limits.joined(separator: ", "))")
        }
    }

    private func registerClient() async throws -> IssuedCredential {
        narrator.begin("A client is registered for an application (RFC 7591)")
        let credential = try await attempt("a registered client") {
            try await world.registrar.register(
                application: "Acme shop", product: world.offer.product.id, plan: world.offer.plan.id,
                provider: world.provider.name)
        }
        narrator.show("client_id", credential.clientID)
        narrator.show("client_secret", Self.masked(credential.clientSecret))
        narrator.show("scope", credential.scopes.joined(separator: " "))
        for warning in credential.warnings { narrator.say("note: \(warning)") }
        return credential
    }

    private func deleteClient(_ credential: IssuedCredential, _ token: Secret) async throws {
        narrator.begin("The client is deleted, and its token is refused although it has not expired")
        _ = try await attempt("a deleted client") { try await world.registrar.delete(credential.recordID) }
        try await call(token, expecting: 401, code: "client_revoked")
    }

    // MARK: - Parts

    /// Runs what may fail and names the step if it does.
    func attempt<Value, Failure: Error>(
        _ expected: String, _ body: () async throws(Failure) -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw StoryFailure(step: narrator.currentStep, expected: expected, found: "\(error)")
        }
    }

    private func policies(_ names: [String]) -> [Policy] {
        names.compactMap { name in world.policies.first { $0.name == name } }
    }

    private static func masked(_ secret: Secret?) -> String {
        guard let secret else { return "none" }
        return secret.reveal().prefix(3) + "…  (\(secret.reveal().utf8.count) characters, kept sealed in SQLite)"
    }
}
