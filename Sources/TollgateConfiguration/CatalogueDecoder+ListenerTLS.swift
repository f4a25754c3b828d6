internal import TollgateCatalogue
internal import Yams

extension CatalogueDecoder {
    private static let hostRule =
        "a name such as api.example.com, one for all names with one label more such as *.example.com, an address, or `*`"

    /// Reads `tls` of a listener.
    func decodeListenerTLS(_ value: YAMLValue) -> ListenerTLSSettings? {
        guard let section = value.section(.listenerTLS) else { return nil }
        let list = section.required("certificates", "what is shown to clients")
        let certificates = (list?.list("a list of certificates") ?? []).compactMap(decodeCertificate)
        if let list, list.node.sequence?.isEmpty == true { list.fail("at least one certificate is needed") }
        var settings = ListenerTLSSettings(certificates)
        if let version = section["min_version"]?.oneOf(ListenerTLSSettings.Version.self) {
            settings.minimumVersion = version
        }
        if let value = section["client_certificates"] {
            guard let clients = decodeClientCertificates(value) else { return nil }
            settings.clientCertificates = clients
        }
        return certificates.isEmpty ? nil : settings
    }

    private func decodeCertificate(_ value: YAMLValue) -> ListenerTLSSettings.Certificate? {
        guard let section = value.section(.certificate) else { return nil }
        let file = section.required("certificate", "the PEM file of the certificate and those behind it")?
            .text("the path of a PEM file")
        let key = section.required("key", "the PEM file of its key")?.text("the path of a PEM file")
        let hosts = section["hosts"].map { value in
            let hosts = value.texts("a list of hosts", each: Self.hostRule, where: Self.isHost)
            if value.node.sequence?.isEmpty == true { value.fail("at least one host is needed") }
            return hosts
        }
        guard let file, let key else { return nil }
        return ListenerTLSSettings.Certificate(certificateFile: path(file), keyFile: path(key), hosts: hosts)
    }

    private func decodeClientCertificates(_ value: YAMLValue) -> ListenerTLSSettings.ClientCertificates? {
        guard let section = value.section(.clientCertificates) else { return nil }
        let verify = section["verify"]?.oneOf(ListenerTLSSettings.ClientCertificates.Verify.self)
        guard
            let file = section.required("ca_file", "the PEM file of the authorities of clients")?
                .text("the path of a PEM file")
        else { return nil }
        var settings = ListenerTLSSettings.ClientCertificates(authorityFile: path(file))
        if let verify { settings.verify = verify }
        return settings
    }

    /// Whether a text is a host that a certificate can be for.
    static func isHost(_ text: String) -> Bool {
        if text == "*" || IPAddress(text) != nil { return true }
        let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    }
            }
    }
}
