internal import TollgateCatalogue
internal import TollgateCrypto

extension Configuration {
    /// Reports certificates and keys for connections that cannot be used.
    static func checkTLSFiles(_ catalogue: Catalogue, _ problems: ProblemList, in file: FileIndex) {
        let all =
            catalogue.issuers.map { (path: ["issuers", $0.name, "tls"], tls: $0.connection.tls) }
            + catalogue.apis.map { (path: ["apis", $0.name, "upstream_tls"], tls: $0.upstreamTLS.settings) }
        for (path, tls) in all {
            let place = path
            func report(_ key: String, _ message: String) {
                problems.add(CatalogueProblem(.error, at: place + [key], message), in: file)
            }
            func read(_ path: String?, _ key: String, _ expected: String) -> [UInt8]? {
                guard let path else { return nil }
                if let bytes = SmallFile.bytes(at: path) { return bytes }
                report(key, "the file \(path) cannot be read; \(expected) is expected")
                return nil
            }
            func check(_ pem: [UInt8]?, _ path: String?, _ key: String) {
                guard let pem, let path, (try? PEMCheck.certificates(pem)) == nil else { return }
                report(key, "\(path): expected one or more certificates in PEM, and nothing broken among them")
            }
            check(read(tls.authorityFile, "ca_file", "a PEM file of certificates"), tls.authorityFile, "ca_file")
            let chain = read(tls.clientCertificateFile, "client_certificate", "a PEM file of certificates")
            check(chain, tls.clientCertificateFile, "client_certificate")
            let key = read(tls.clientKeyFile, "client_key", "a PEM file with the certificate's key")
            guard let chain, let key, let path = tls.clientKeyFile else { continue }
            do throws(PEMCheck.Problem) {
                try PEMCheck.privateKey(key, of: chain)
            } catch {
                switch error {
                case .noCertificate: break
                case .noPrivateKey: report("client_key", "\(path): expected a private key in PEM without passphrase")
                case .otherKey: report("client_key", "\(path): this is not the key of the client certificate")
                }
            }
        }
    }
}
