import ArgumentParser
import Logging
import TollgateConfiguration
import TollgateCrypto
import TollgateIssuer
import UnixSignals

/// The command `tollgate issuer`.
struct IssuerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issuer",
        abstract: "Run an OpenID provider with dynamic client registration, for trying things out.",
        discussion: """
            It behaves like Keycloak: discovery, key rotation, RFC 7591 and RFC 7592 registration with an initial \
            access token, and the client_credentials grant; the `resource` of a token request (RFC 8707) becomes its \
            token's audience. Everything is kept in memory. SIGHUP rotates the \
            signing key. It is not meant for production.

            Example:
              tollgate issuer --listen localhost:9999 --scope product_payments
            """)

    @Option(name: .long, help: ArgumentHelp("Where to listen.", valueName: "host:port"))
    var listen: String = "localhost:9999"

    @Option(name: .long, help: ArgumentHelp("The realm, a part of the issuer's URL.", valueName: "name"))
    var realm: String = "DCR"

    @Option(name: .long, help: ArgumentHelp("A scope that clients can be given; may be repeated.", valueName: "scope"))
    var scope: [String] = ["product_payments", "free_plan"]

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The initial access token that registration asks for. Default: a random one, printed at the start.",
            valueName: "token"))
    var initialAccessToken: String?

    @Option(name: .long, help: ArgumentHelp("How long tokens are valid, in seconds.", valueName: "seconds"))
    var tokenLifetime: Int = 300

    func run() async throws {
        guard let address = ListenAddress(listen) else {
            throw CommandFailure.usage("--listen: an address such as localhost:9999 is expected, found `\(listen)`")
        }
        let initialToken = initialAccessToken ?? RandomBytes.hexadecimal(count: 16)
        var settings = IssuerConfiguration(realm: realm, scopes: scope, initialAccessToken: initialToken)
        settings.tokenLifetime = .seconds(tokenLifetime)
        let issuer: EmbeddedIssuer
        do {
            issuer = try EmbeddedIssuer(configuration: settings)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        var logger = Logger(label: "tollgate.issuer")
        logger.logLevel = .warning
        let application = try issuer.makeApplication(host: address.host, port: address.port, logger: logger) { _ in
            StandardOutput.write(
                """
                issuer                 \(issuer.issuer)
                discovery              \(issuer.discoveryURL)
                registration           \(issuer.registrationEndpoint)
                initial access token   \(initialToken)
                scopes                 \(scope.joined(separator: " "))
                SIGHUP rotates the signing key; Ctrl-C ends.
                """)
        }
        try await Self.serve(
            NamedServer(name: "issuer", address: address, application: application), rotating: issuer, logger)
    }
}
