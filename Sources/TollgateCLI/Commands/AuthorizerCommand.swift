import ArgumentParser
import TollgateCatalogue
import TollgateConfiguration

/// The command `tollgate authorizer`.
struct AuthorizerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorizer",
        abstract: "Tell nginx, Caddy, Traefik, HAProxy or Envoy which of their requests may pass.",
        discussion: """
            A proxy asks at a listener with `authorizer` about each of its requests, over HTTP/1.1, and gets the same \
            decision that `tollgate gateway` would have made: 200 with the fields that name the caller, or the refusal \
            that the client is to see. Requests are passed on by the proxy; APIs need no `upstream`.

            Listeners without `authorizer` answer what Tollgate answers itself: the metadata of protected resources, \
            and browsers that ask before a request of a page of another origin. The proxy passes these on to them. An \
            API with an `upstream` is served there as well, an API without one is 502.

            Everything else is as with `tollgate gateway`: the admin server, reloading, signals, systemd. \
            `tollgate gateway` may have such listeners too.

            Example:
              tollgate authorizer --config Fixtures/integrations/nginx/tollgate.yaml
            """)

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        try await options.serve { configuration in
            guard !configuration.isAuthorizer else { return [] }
            let message =
                "there is no listener with `authorizer`, so no proxy could ask: `authorizer: { proxy: nginx, peers: "
                + "[unix] }` makes one of a listener"
            return [CatalogueProblem(.error, at: ["gateway", "listeners"], message)]
        }
    }
}
