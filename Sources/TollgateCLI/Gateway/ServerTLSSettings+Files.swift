import TollgateConfiguration
import TollgateGateway

extension ServerTLSSettings {
    /// Reads the files that the configuration names.
    ///
    /// - Parameters:
    ///   - settings: The settings.
    ///   - offersHTTP2: Whether the listener speaks HTTP/2.
    /// - Throws: ``UnreadableFile`` with the first that cannot be read.
    init(_ settings: ListenerTLSSettings, offersHTTP2: Bool = true) throws(UnreadableFile) {
        var identities: [Identity] = []
        for certificate in settings.certificates {
            identities.append(
                Identity(
                    chain: try UnreadableFile.bytes(at: certificate.certificateFile),
                    key: try UnreadableFile.bytes(at: certificate.keyFile), hosts: certificate.hosts))
        }
        self.init(identities)
        self.offersHTTP2 = offersHTTP2
        minimumVersion = settings.minimumVersion == .v1_3 ? .v1_3 : .v1_2
        guard let clients = settings.clientCertificates else { return }
        let authorities = try UnreadableFile.bytes(at: clients.authorityFile)
        clientCertificates =
            clients.verify == .required ? .required(authorities: authorities) : .optional(authorities: authorities)
    }
}

/// A file with certificates or a key that cannot be read.
struct UnreadableFile: Error, CustomStringConvertible {
    let path: String

    /// One clause for people.
    var description: String { "the file \(path) cannot be read" }

    /// The bytes of a file.
    static func bytes(at path: String) throws(UnreadableFile) -> [UInt8] {
        guard let bytes = SmallFile.bytes(at: path) else { throw UnreadableFile(path: path) }
        return bytes
    }
}
