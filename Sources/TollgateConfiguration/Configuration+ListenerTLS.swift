internal import Foundation
internal import Tollgate
internal import TollgateCatalogue
internal import TollgateCrypto

extension Configuration {
    /// Within so many days before its end a certificate is warned about.
    private static let daysOfWarning: Int64 = 30

    /// The certificates of all listeners whose files can be read, in the order of the file.
    package var certificates: [CertificateStatus] {
        gateway.listeners.enumerated().flatMap { place, listener in
            (listener.tls?.certificates ?? []).enumerated().compactMap { index, settings -> CertificateStatus? in
                guard let pem = SmallFile.bytes(at: settings.certificateFile),
                    let certificate = (try? PEMCheck.readCertificates(pem))?.first
                else { return nil }
                return CertificateStatus(
                    path: "gateway.listeners.\(place).tls.certificates.\(index)", file: settings.certificateFile,
                    hosts: settings.hosts ?? certificate.hosts, notAfter: certificate.notAfter)
            }
        }
    }

    /// Reports certificates, keys and authorities of listeners that cannot be used, or soon cannot.
    static func checkListenerTLS(
        _ gateway: GatewaySettings, at unixSeconds: Int64 = Instant.now().unixSeconds, _ problems: ProblemList,
        in file: FileIndex
    ) {
        for (place, listener) in gateway.listeners.enumerated() {
            guard let tls = listener.tls else { continue }
            let path = ["gateway", "listeners", "\(place)", "tls"]
            for (index, settings) in tls.certificates.enumerated() {
                let path = path + ["certificates", "\(index)"]
                check(settings, at: unixSeconds) { severity, key, message in
                    problems.add(CatalogueProblem(severity, at: path + [key], message), in: file)
                }
            }
            if let authorities = tls.clientCertificates?.authorityFile {
                let pem = SmallFile.bytes(at: authorities)
                guard pem.map({ (try? PEMCheck.certificates($0)) == nil }) ?? true else { continue }
                problems.add(
                    CatalogueProblem(
                        .error, at: path + ["client_certificates", "ca_file"],
                        pem == nil
                            ? "the file \(authorities) cannot be read; a PEM file of certificates is expected"
                            : "\(authorities): expected certificates in PEM, and nothing broken among them"), in: file)
            }
        }
    }

    private static func check(
        _ settings: ListenerTLSSettings.Certificate, at unixSeconds: Int64,
        _ report: (CatalogueProblem.Severity, _ key: String, _ message: String) -> Void
    ) {
        let (file, keyFile) = (settings.certificateFile, settings.keyFile)
        let key = SmallFile.bytes(at: keyFile)
        if key == nil { report(.error, "key", "the file \(keyFile) cannot be read; a private key in PEM is expected") }
        if let exposure = SecretFile.exposure(of: keyFile) { report(.warning, "key", "\(keyFile): \(exposure)") }
        guard let pem = SmallFile.bytes(at: file) else {
            return report(.error, "certificate", "the file \(file) cannot be read; certificates in PEM are expected")
        }
        guard let chain = try? PEMCheck.readCertificates(pem), let leaf = chain.first else {
            return report(
                .error, "certificate", "\(file): expected certificates in PEM, and nothing broken among them")
        }
        if let key { check(key, keyFile, of: pem, chain, report) }
        check(chain, file, report)
        check(leaf, file, at: unixSeconds, report)
        guard let hosts = settings.hosts else {
            guard leaf.hosts.isEmpty else { return }
            return report(
                .error, "certificate",
                "\(file): it has no subject alternative name, so that no client accepts it; obtain one that has, or say "
                    + "for which `hosts` it is")
        }
        let strange = hosts.filter { $0 != "*" && !leaf.covers($0) }
        guard !strange.isEmpty else { return }
        report(
            .warning, "hosts",
            "the certificate is not for \(strange.joined(separator: ", ")): it is for "
                + leaf.hosts.joined(separator: ", "))
    }

    private static func check(
        _ key: [UInt8], _ file: String, of pem: [UInt8], _ chain: [Certificate],
        _ report: (CatalogueProblem.Severity, _ key: String, _ message: String) -> Void
    ) {
        do throws(PEMCheck.Problem) {
            try PEMCheck.privateKey(key, of: pem)
        } catch {
            guard error == .otherKey else {
                return report(.error, "key", "\(file): expected a private key in PEM without passphrase")
            }
            let owner = chain.indices.dropFirst().first { (try? PEMCheck.privateKey(key, of: chain[$0])) != nil }
            report(
                .error, "key",
                owner.map {
                    "\(file): this is the key of certificate \($0 + 1) of the file, and has to be that of the first: "
                        + "the certificates are in the wrong order"
                } ?? "\(file): this is not the key of the certificate")
        }
    }

    private static func check(
        _ chain: [Certificate], _ file: String,
        _ report: (CatalogueProblem.Severity, _ key: String, _ message: String) -> Void
    ) {
        for place in chain.indices.dropFirst() where !chain[place - 1].isIssued(by: chain[place]) {
            report(
                .warning, "certificate",
                "\(file): certificate \(place + 1) has not issued certificate \(place); each has to be issued by the "
                    + "next, and some clients refuse it otherwise")
            return
        }
    }

    private static func check(
        _ leaf: Certificate, _ file: String, at unixSeconds: Int64,
        _ report: (CatalogueProblem.Severity, _ key: String, _ message: String) -> Void
    ) {
        if let weakness = leaf.weakness { report(.warning, "certificate", "\(file): \(weakness)") }
        if unixSeconds < leaf.notBefore {
            report(
                .warning, "certificate",
                "\(file): it is not valid before \(date(leaf.notBefore)); clients refuse it until then")
        }
        if unixSeconds > leaf.notAfter {
            report(.warning, "certificate", "\(file): it expired at \(date(leaf.notAfter)); clients refuse it")
        } else if leaf.notAfter - unixSeconds < daysOfWarning * 86_400 {
            report(
                .warning, "certificate",
                "\(file): it expires at \(date(leaf.notAfter)), in \((leaf.notAfter - unixSeconds) / 86_400) days")
        }
    }

    private static func date(_ unixSeconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(unixSeconds)).formatted(.iso8601)
    }
}

extension Certificate {
    /// The hosts that it names.
    fileprivate var hosts: [String] {
        names
            + addresses.compactMap { bytes in
                func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
                switch bytes.count {
                case 4: return IPAddress(v4: UInt32(truncatingIfNeeded: number(bytes[...]))).description
                case 16: return IPAddress(high: number(bytes[..<8]), low: number(bytes[8...])).description
                default: return nil
                }
            }
    }

    /// Whether clients accept it for a host, or for all that begin with an asterisk's label.
    fileprivate func covers(_ host: String) -> Bool {
        if let address = IPAddress(host) { return hosts.contains { IPAddress($0) == address } }
        let host = host.lowercased()
        let rest = host.split(separator: ".", maxSplits: 1).last.map { "*." + $0 }
        return names.contains { $0.lowercased() == host || $0.lowercased() == rest }
    }
}
