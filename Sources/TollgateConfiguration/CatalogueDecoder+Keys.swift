internal import TollgateCatalogue
internal import Yams

extension CatalogueDecoder {
    /// Reads `issuers.NAME.keys`.
    func decodeKeys(_ value: YAMLValue, allowsHTTP: Bool) -> KeyLocation? {
        let expected =
            "`discovery`, a JWKS URL (https, or http to this machine or with `allow_http`), a list of them, a file, "
            + "or a JWKS itself"
        func isURL(_ text: String) -> Bool {
            ConfigurationSyntax.isSecureURL(text, allowsQuery: true, allowsHTTP: allowsHTTP)
        }
        switch value.node {
        case .mapping: return .inline(JSONText.of(value.node))
        case .sequence:
            let urls = value.texts(expected, each: "a JWKS URL", where: isURL)
            if urls.isEmpty { value.fail("expected \(expected), found an empty list") }
            return .urls(urls)
        case .scalar, .alias: break
        }
        guard let text = value.text(expected) else { return nil }
        if text == "discovery" { return .discovery }
        guard text.contains("://") else { return .file(path(text)) }
        guard isURL(text) else {
            value.fail("expected \(expected), found `\(text)`")
            return nil
        }
        return .urls([text])
    }

    /// Reads `allow_http`, `tls` and `use_proxy` of `issuers.NAME`.
    func decodeConnection(_ issuer: YAMLSection) -> ConnectionSettings {
        var settings = ConnectionSettings(
            allowsHTTP: issuer["allow_http"]?.boolean() ?? false, usesProxy: issuer["use_proxy"]?.boolean() ?? false)
        if let tls = issuer["tls"]?.section(.tls) { settings.tls = decodeTLS(tls) }
        return settings
    }

    /// Reads `upstream_tls` of `apis.NAME`.
    func decodeUpstreamTLS(_ value: YAMLValue) -> UpstreamTLS {
        var settings = UpstreamTLS()
        guard let section = value.section(.upstreamTLS) else { return settings }
        settings.settings = decodeTLS(section)
        settings.serverName = section["server_name"]?.text(
            "a name such as api.internal.example, or an address", where: { !$0.hasPrefix("*") && Self.isHost($0) })
        return settings
    }

    private func decodeTLS(_ tls: YAMLSection) -> TLSSettings {
        TLSSettings(
            authorityFile: tls["ca_file"]?.text("the path of a PEM file").map(path),
            clientCertificateFile: tls["client_certificate"]?.text("the path of a PEM file").map(path),
            clientKeyFile: tls["client_key"]?.text("the path of a PEM file").map(path),
            skipsVerification: tls["insecure_skip_verify"]?.boolean() ?? false)
    }
}
