internal import Foundation
package import NIOSSL

/// The certificates of `Fixtures/tls`.
package enum TLSFixture {
    /// The path of a certificate or key, such as `server` or `server-key`.
    package static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../tls/\(name).pem").standardizedFileURL.path
    }

    /// The bytes of a certificate or key.
    package static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// The configuration of a server with this certificate.
    ///
    /// - Parameters:
    ///   - name: The certificate.
    ///   - asksForCertificate: Whether clients need one of the authority.
    /// - Returns: The configuration.
    /// - Throws: What reading the files throws.
    package static func server(_ name: String, asksForCertificate: Bool = false) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path(name)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: path(name + "-key"), format: .pem)))
        if asksForCertificate {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .file(path("authority"))
        }
        return configuration
    }
}
