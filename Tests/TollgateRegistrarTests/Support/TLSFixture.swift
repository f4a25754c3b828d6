import Foundation
import NIOSSL

/// The certificates of `Fixtures/tls`.
enum TLSFixture {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Fixtures/tls/\(name).pem").standardizedFileURL.path
    }

    /// What a server with this certificate needs.
    static func server(_ name: String, asksForCertificate: Bool = false) throws -> TLSConfiguration {
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
