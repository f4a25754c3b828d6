import Foundation
import NIOSSL
import TollgateCatalogue

/// The certificates of `Fixtures/tls`.
enum TLSFixture {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Fixtures/tls/\(name).pem").standardizedFileURL.path
    }

    /// Trusts the authority of `server`, and nobody else.
    static let trust = TLSSettings(authorityFile: path("authority"))

    /// What a server with this certificate needs.
    static func serverContext(_ name: String, asksForCertificate: Bool = false) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path(name)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: path(name + "-key"), format: .pem)))
        if asksForCertificate {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .file(path("authority"))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
