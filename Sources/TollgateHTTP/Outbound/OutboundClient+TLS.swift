public import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOSSL
internal import TollgateCatalogue

extension OutboundClient {
    /// A client with the settings that Tollgate needs, which trusts the authorities of the system.
    ///
    /// Whoever makes it must shut it down.
    public static func makeHTTPClient() -> HTTPClient {
        makeHTTPClient(tls: .makeClientConfiguration(), proxy: nil)
    }

    /// A client with the settings that Tollgate needs, and these.
    ///
    /// - Parameters:
    ///   - settings: Whom it trusts, and its own certificate; the files are read now.
    ///   - proxy: The proxy to make requests through.
    /// - Returns: The client, to be shut down.
    /// - Throws: `OutboundError.unusableSettings` where a file cannot be used.
    static func makeHTTPClient(tls settings: TLSSettings, proxy: ProxyAddress?) throws(OutboundError) -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if settings.skipsVerification { tls.certificateVerification = .none }
        if let path = settings.authorityFile {
            tls.trustRoots = .certificates(try Self.certificates(inFile: path))
        }
        if let path = settings.clientCertificateFile {
            tls.certificateChain = try Self.certificates(inFile: path).map { .certificate($0) }
        }
        if let path = settings.clientKeyFile {
            do {
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: path, format: .pem))
            } catch {
                throw .unusableSettings(reason: "the file \(path) holds no private key in PEM without passphrase")
            }
        }
        return makeHTTPClient(tls: tls, proxy: proxy)
    }

    private static func makeHTTPClient(tls: TLSConfiguration, proxy: ProxyAddress?) -> HTTPClient {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        // A refused connection is told at once: whoever asked knows better when to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = proxy.map { proxy in
            .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.credentials.map {
                    .basic(credentials: Data($0.utf8).base64EncodedString())
                })
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func certificates(inFile path: String) throws(OutboundError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw .unusableSettings(reason: "the file \(path) holds no certificates in PEM")
        }
    }
}
