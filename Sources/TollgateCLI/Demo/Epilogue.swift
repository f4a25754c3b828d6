import TollgateCatalogue
import TollgateIssuer
import TollgateRegistrar

/// The end that `--keep-running` adds to the story: a fresh client, and lines to try with curl.
struct Epilogue: Sendable {
    let story: Story
    let profile: ProviderProfile
    let issuer: EmbeddedIssuer

    func tellAndWait() async throws {
        let world = story.world
        let narrator = story.narrator
        narrator.begin("Everything keeps running: a new client for you")
        let credential = try await story.attempt("a registered client") {
            try await world.registrar.register(
                application: "Yours", product: world.offer.product.id, plan: world.offer.plan.id,
                provider: world.provider.name)
        }
        let secret = credential.clientSecret?.reveal() ?? ""
        let scopes = credential.scopes.joined(separator: " ")
        let call = "\(world.gatewayURL)\(world.offer.api.listenPath)get"
        narrator.say(
            """

            # a token
            TOKEN=$(curl -s -u \(credential.clientID):\(secret) -d grant_type=client_credentials \\
              -d 'scope=\(scopes)' \(profile.tokenEndpoint ?? "") | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

            # a call with it, one without it, one to a path that the product does not open
            curl -i -H "Authorization: Bearer $TOKEN" \(call)
            curl -i \(call)
            curl -i -H "Authorization: Bearer $TOKEN" \(world.gatewayURL)\(world.offer.api.listenPath)secret

            # the provider's metadata and keys
            curl -s \(issuer.discoveryURL)
            curl -s \(issuer.keysURL)

            Ctrl-C ends.
            """)
        // Until the signal cancels the task.
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3_600)) }
    }
}
