internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTPCompression
internal import NIOSSL
internal import TollgateCatalogue

extension HTTPClient.Configuration {
    /// The most bytes that a compressed answer may have once it is decompressed: 1 MiB.
    ///
    /// It bounds what one read from a connection can become; how much of an answer is kept, each client says.
    static let maximumDecompressedBytes = 1024 * 1024

    /// A configuration with the settings that Tollgate needs, and these.
    ///
    /// - Parameters:
    ///   - settings: The trusted authorities, and its own certificate; the files are read now.
    ///   - proxy: The proxy to make requests through.
    ///   - use: The use of its connections.
    /// - Throws: ``OutboundError/unusableSettings(reason:)`` where a file cannot be used.
    init(tls settings: TLSSettings, proxy: ProxyAddress?, for use: OutboundUse) throws(OutboundError) {
        self.init(tlsConfiguration: try Self.tls(settings))
        timeout.connect = .seconds(5)
        switch use {
        case .answers: decompression = .enabled(limit: .size(Self.maximumDecompressedBytes))
        case .stream(let longestSilence): timeout.read = longestSilence
        }
        self.proxy = proxy.map { proxy in
            .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.credentials.map {
                    .basic(credentials: Data($0.utf8).base64EncodedString())
                })
        }
    }

    private static func tls(_ settings: TLSSettings) throws(OutboundError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if settings.skipsVerification { tls.certificateVerification = .none }
        if let path = settings.authorityFile {
            tls.trustRoots = .certificates(try certificates(inFile: path))
        }
        if let path = settings.clientCertificateFile {
            tls.certificateChain = try certificates(inFile: path).map { .certificate($0) }
        }
        if let path = settings.clientKeyFile {
            do {
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: path, format: .pem))
            } catch {
                throw .unusableSettings(reason: "the file \(path) holds no private key in PEM without passphrase")
            }
        }
        return tls
    }

    private static func certificates(inFile path: String) throws(OutboundError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw .unusableSettings(reason: "the file \(path) holds no certificates in PEM")
        }
    }
}
