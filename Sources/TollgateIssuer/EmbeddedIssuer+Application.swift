package import Hummingbird
package import Logging
internal import NIOCore

extension EmbeddedIssuer {
    /// Makes a server that serves this issuer and nothing else.
    ///
    /// Unless the configuration has a `baseURL`, the issuer is named after `host` and the port that the server got,
    /// before `onRunning` is called. A host that means every address is named `localhost`.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - port: The port to listen on; 0 lets the system choose one.
    ///   - logger: Takes the server's reports.
    ///   - onRunning: Called with the port once the server accepts connections.
    /// - Returns: An application to run, alone or in a service group.
    /// - Throws: ``IssuerError/invalidBaseURL(_:)`` where `host` cannot stand in a URL.
    package func makeApplication(
        host: String = "127.0.0.1", port: Int = 0, logger: Logger? = nil,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(IssuerError) -> some ApplicationProtocol {
        let isNamed = configuration.baseURL != nil
        // A fixed port is known before the first request can come.
        if !isNamed { try setBaseURL(Self.baseURL(host: host, port: port)) }
        return Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { [self] channel in
                let actual = channel.localAddress?.port ?? port
                if !isNamed {
                    do {
                        try setBaseURL(Self.baseURL(host: host, port: actual))
                    } catch {
                        logger?.error("\(error)")
                    }
                }
                await onRunning(actual)
            },
            logger: logger)
    }

    private static func baseURL(host: String, port: Int) -> String {
        let name =
            switch host {
            case "0.0.0.0", "::": "localhost"
            case let literal where literal.contains(":"): "[\(literal)]"
            default: host
            }
        return "http://\(name):\(port)"
    }
}
