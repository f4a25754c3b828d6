internal import TollgateCatalogue
internal import Yams

extension CatalogueDecoder {
    /// Reads `issuers.NAME`.
    func decodeIssuer(_ name: String, _ value: YAMLValue) -> Issuer? {
        guard let section = value.section(.issuer) else { return nil }
        let connection = decodeConnection(section)
        let allowsHTTP = connection.allowsHTTP
        let url = "an https URL without query and fragment (http only to this machine, or with `allow_http`)"
        let identifier = section.required("issuer", "the `iss` of its tokens").flatMap { value in
            checkIssuer(value.text(url) { ConfigurationSyntax.isSecureURL($0, allowsHTTP: allowsHTTP) }, value)
        }
        let audiences = section.required("audiences", "a list of audiences, or the word `any`").flatMap(decodeAudiences)
        var issuer = Issuer(
            name: name, issuer: identifier ?? "", audiences: audiences ?? .oneOf(["?"]),
            profile: section["profile"]?.oneOf(IssuerProfile.self) ?? .generic, connection: connection)
        if let value = section["keys"], let keys = decodeKeys(value, allowsHTTP: allowsHTTP) { issuer.keys = keys }
        issuer.discoveryURL = section["discovery_url"]?.text(url) {
            ConfigurationSyntax.isSecureURL($0, allowsQuery: true, allowsHTTP: allowsHTTP)
        }
        if let value = section["token_types"] {
            issuer.tokenTypes = value.texts("a list of `typ` values; `none` stands for no typ", each: "a text")
                .map { $0 == "none" ? nil : $0 }
            if value.node.sequence?.isEmpty == true { value.fail("an empty list admits no token; leave the key out") }
        }
        if let value = section["scope_claims"] { issuer.scopeClaims = claims(value) }
        issuer.mergesScopeClaims = section["merge_scope_claims"]?.boolean() ?? false
        if let value = section["client_id_claims"] { issuer.clientIDClaims = claims(value) }
        if let value = section["clock_skew"], let skew = value.seconds() {
            if skew > 300 {
                value.fail("at most 300s is accepted, found \(skew)s")
            } else {
                issuer.clockSkewSeconds = skew
            }
        }
        issuer.maximumTokenLifetimeSeconds = section["max_token_lifetime"]?.seconds()
        if let value = section["refresh"] { issuer.refresh = decodeRefresh(value) }
        // Also what is partly wrong is returned: then references to it are not reported as well.
        return issuer
    }

    /// Refuses the URL of the metadata in the place of the issuer, which is what one copies first.
    private func checkIssuer(_ text: String?, _ value: YAMLValue) -> String? {
        guard let text, let range = text.firstRange(of: "/.well-known/") else { return text }
        // RFC 8414 puts the issuer's path behind the well-known one, OpenID Connect before it.
        let issuer = text[..<range.lowerBound] + text[range.upperBound...].drop { $0 != "/" }
        value.fail(
            "this is where the issuer's metadata is; write its `issuer` here, probably `\(issuer)`,"
                + " and this as `discovery_url` if it is not found")
        return text
    }

    private func decodeAudiences(_ value: YAMLValue) -> AcceptedAudiences? {
        if case .scalar(let scalar) = value.node {
            guard scalar.string != "any" else { return .any }
            value.fail("expected a list of audiences or the word `any`, found `\(scalar.string)`")
            return nil
        }
        return .oneOf(value.texts("a list of audiences or the word `any`", each: "an audience"))
    }

    private func claims(_ value: YAMLValue) -> [String] {
        let claims = value.texts("a list of claims, literal names or dotted paths", each: "the name of a claim")
        if claims.isEmpty { value.fail("at least one claim is needed") }
        return claims
    }

    private func decodeRefresh(_ value: YAMLValue) -> KeyRefreshSettings {
        var settings = KeyRefreshSettings()
        guard let section = value.section(.refresh) else { return settings }
        func positive(_ key: String) -> Int64? {
            guard let value = section[key], let seconds = value.seconds() else { return nil }
            if seconds == 0 { value.fail("more than 0s is needed") }
            return seconds
        }
        if let seconds = positive("interval") { settings.intervalSeconds = seconds }
        if let seconds = positive("cooldown") { settings.cooldownSeconds = seconds }
        if let seconds = positive("timeout") { settings.timeoutSeconds = seconds }
        if let seconds = positive("max_stale") { settings.maximumStaleSeconds = seconds }
        return settings
    }
}
