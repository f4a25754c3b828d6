/// Issuers copied from a document in which something has to be filled in, so that no token can have them.
enum IssuerPlaceholder {
    /// The hosts of the issuers of Microsoft Entra ID's tenants (v2.0 and v1.0), in its public and national clouds.
    private static let entraHosts = [
        "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn",
        "login.chinacloudapi.cn", "sts.windows.net", "sts.chinacloudapi.cn",
    ]
    /// The names that stand there for any tenant; tokens have the one that issued them.
    private static let anyTenant = ["common", "organizations", "consumers"]

    /// Finds the fault of an issuer that no token can have.
    ///
    /// - Parameters:
    ///   - issuer: The identifier.
    ///   - path: Its place.
    /// - Returns: An error where characters stand in it that no URL has, a warning where it is that of all tenants.
    static func problem(of issuer: String, at path: [String]) -> CatalogueProblem? {
        let isEntra = host(of: issuer).map { host in entraHosts.contains { host.elementsEqual($0.utf8) } } ?? false
        let right =
            isEntra
            ? "write your tenant's id there, such as 72f988bf-86f1-41af-91ab-2d7cd011db47, and one issuer per tenant"
            : "write here what the tokens have, byte for byte"
        if let placeholder = placeholder(in: issuer) {
            return .init(
                .error, at: path,
                "`\(placeholder)` has to be filled in: the `iss` of a token is compared byte for byte, so no token"
                    + " matches; \(right)")
        }
        let segments = issuer.utf8.split(separator: UInt8(ascii: "/"))
        guard isEntra, segments.count > 2,
            let word = anyTenant.first(where: { segments[2].elementsEqual($0.utf8) })
        else { return nil }
        return .init(
            .warning, at: path,
            "no token has this `iss`: `\(word)` is where tokens of any tenant are asked for, and they name the tenant"
                + " that issued them; \(right)")
    }

    /// A part in braces or angle brackets, which no URL can have (RFC 3986 §2).
    private static func placeholder(in issuer: String) -> Substring? {
        for (open, close) in [("{", "}"), ("<", ">")] as [(Character, Character)] {
            guard let start = issuer.firstIndex(of: open) else { continue }
            let end = issuer[start...].firstIndex(of: close) ?? issuer.index(before: issuer.endIndex)
            return issuer[start...end]
        }
        return nil
    }

    private static func host(of issuer: String) -> Substring.UTF8View? {
        guard let scheme = issuer.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = issuer.utf8[scheme...].drop { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
        return rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
    }
}
