/// TLS on a listener: the files of its certificates, and the rule for those of clients.
package struct ListenerTLSSettings: Hashable, Sendable {
    /// A certificate.
    package struct Certificate: Hashable, Sendable {
        /// The path of the file with the certificate and those of the authorities behind it, in PEM.
        package var certificateFile: String
        /// The path of the file with its key, in PEM.
        package var keyFile: String
        /// The hosts that it is for; `nil` for those that it names.
        package var hosts: [String]?

        /// A certificate.
        package init(certificateFile: String, keyFile: String, hosts: [String]? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.hosts = hosts
        }
    }

    /// The oldest version of TLS.
    package enum Version: String, Hashable, Sendable, CaseIterable {
        case v1_2 = "1.2"
        case v1_3 = "1.3"
    }

    /// The rule for certificates of clients.
    package struct ClientCertificates: Hashable, Sendable {
        /// Whether a client has to show one.
        package enum Verify: String, Hashable, Sendable, CaseIterable {
            /// It has to.
            case required
            /// It may.
            case optional
        }

        /// The path of the file with the authorities, in PEM.
        package var authorityFile: String
        /// Whether a client has to show one.
        ///
        /// Default: it has to.
        package var verify = Verify.required

        /// The rule that everybody has to show one of these authorities.
        package init(authorityFile: String) {
            self.authorityFile = authorityFile
        }
    }

    /// The certificates, one at least; the first one is shown where no host fits.
    package var certificates: [Certificate]
    /// The oldest version that is spoken.
    ///
    /// Default: 1.2.
    package var minimumVersion = Version.v1_2
    /// The rule for certificates of clients; `nil` asks for none.
    ///
    /// Default: `nil`.
    package var clientCertificates: ClientCertificates?

    /// These certificates, with the defaults.
    package init(_ certificates: [Certificate]) {
        self.certificates = certificates
    }

    /// All files, each once.
    package var files: [String] {
        var files: [String] = []
        for file in certificates.flatMap({ [$0.certificateFile, $0.keyFile] })
            + [clientCertificates?.authorityFile]
            .compactMap({ $0 }) where !files.contains(file)
        {
            files.append(file)
        }
        return files
    }
}
