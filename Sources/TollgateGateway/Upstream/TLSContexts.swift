internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import TollgateCatalogue
internal import TollgateConcurrency

/// The contexts of TLS with upstreams by their settings, read when the first upstream needs them.
///
/// Reading certificates takes a while, and is not done on an event loop. Files that are named are read again once a
/// minute, while connections go on with what was read before: a certificate that was renewed counts without a restart.
final class TLSContexts: Sendable {
    private struct Key: Hashable {
        let settings: TLSSettings
        let isHTTP2: Bool
    }

    private struct Known {
        var context: NIOSSLContext
        var readAt: NIODeadline
    }

    /// The name of HTTP/2 (RFC 9113 §3.1).
    static let http2 = "h2"
    /// The time for which files are not read again.
    private static let freshness = TimeAmount.seconds(60)

    private let configuration: TLSConfiguration
    private let known = Lock<[Key: Known]>([:])

    /// Contexts for connections to upstreams.
    ///
    /// - Parameter configuration: The configuration beside the settings. Default: TLS 1.2 and later, and this machine's
    ///   authorities.
    init(_ configuration: TLSConfiguration = .makeClientConfiguration()) {
        var configuration = configuration
        configuration.minimumTLSVersion = .tlsv12
        self.configuration = configuration
    }

    /// The context for a connection on a loop.
    func context(
        for settings: TLSSettings, isHTTP2: Bool, on eventLoop: any EventLoop
    ) -> EventLoopFuture<NIOSSLContext> {
        let key = Key(settings: settings, isHTTP2: isHTTP2)
        let now = eventLoop.now
        let (context, isDue) = known.withLock { known -> (NIOSSLContext?, Bool) in
            guard let found = known[key] else { return (nil, false) }
            guard settings != TLSSettings(), now - found.readAt > Self.freshness else { return (found.context, false) }
            // One reading at a time, and the next one only in a minute, however this one ends.
            known[key]?.readAt = now
            return (found.context, true)
        }
        guard let context else { return read(key, at: now, on: eventLoop) }
        if isDue { read(key, at: now, on: eventLoop).whenComplete { _ in } }
        return eventLoop.makeSucceededFuture(context)
    }

    private func read(
        _ key: Key, at now: NIODeadline, on eventLoop: any EventLoop
    ) -> EventLoopFuture<NIOSSLContext> {
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { [self] in
            do {
                let context = try NIOSSLContext(configuration: try Self.configuration(configuration, key))
                known.withLock { $0[key] = Known(context: context, readAt: now) }
                return context
            } catch {
                throw TLSFailure.files
            }
        }
    }

    private static func configuration(_ base: TLSConfiguration, _ key: Key) throws -> TLSConfiguration {
        let settings = key.settings
        var configuration = base
        configuration.applicationProtocols = [key.isHTTP2 ? http2 : "http/1.1"]
        if let file = settings.authorityFile {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
        }
        if let file = settings.clientCertificateFile {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) }
        }
        if let file = settings.clientKeyFile {
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: file, format: .pem))
        }
        if settings.skipsVerification { configuration.certificateVerification = .none }
        return configuration
    }
}
