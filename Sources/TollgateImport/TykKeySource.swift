internal import Foundation
internal import Tollgate
internal import TollgateConfiguration
internal import TollgateCrypto
internal import TollgateEncoding

/// The source of the keys of an API's tokens.
enum TykKeySource: Hashable {
    /// Key sets at these URLs.
    case urls([String])
    /// One key that stands in the definition, as a JWKS document.
    case key(document: String)
    /// The definition does not say; or it says that the issuer's discovery document does.
    case discovery

    /// Finds the source.
    ///
    /// - Parameters:
    ///   - tokens: The API's settings on tokens.
    ///   - file: The file, for reports.
    ///   - findings: Takes the differences.
    init(_ tokens: TykTokens, file: String, findings: ImportFindings) {
        if tokens.openID != nil {
            self = .discovery
            return
        }
        var urls: [String] = []
        for node in tokens.keySets {
            guard let text = node.text, let url = Self.address(text, node, file, findings) else { continue }
            urls.append(url)
        }
        if !urls.isEmpty {
            if let source = tokens.source, source.text?.isEmpty == false {
                findings.add(
                    .none, at: source, in: file, "left out: where there are key set URLs, Tyk does not look at it")
            }
            self = .urls(urls)
            return
        }
        guard let source = tokens.source, let text = source.text, !text.isEmpty else {
            findings.add(
                .narrower, decide: true, at: tokens.source, in: file, found: "no key source",
                "`keys: discovery`: the issuer's discovery document has to name the key set; or write its URL")
            self = .discovery
            return
        }
        self = Self.source(text, source, file, findings)
    }

    private static func source(
        _ text: String, _ node: TykNode, _ file: String, _ findings: ImportFindings
    ) -> TykKeySource {
        if isURL(text) { return address(text, node, file, findings).map { .urls([$0]) } ?? .discovery }
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty else {
            findings.add(
                .narrower, decide: true, at: node, in: file,
                "`keys: discovery`: it is neither a URL nor base64; write the URL of the key set")
            return .discovery
        }
        let decoded = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if isURL(decoded) { return address(decoded, node, file, findings).map { .urls([$0]) } ?? .discovery }
        guard let numbers = RSAPublicNumbers(der: der(decoded) ?? [UInt8](data)) else {
            findings.add(
                .narrower, decide: true, at: node, in: file, found: "a key",
                "`keys: discovery`: it is no RSA public key; write the URL of the key set")
            return .discovery
        }
        let n = Base64URL.encode(numbers.modulus)
        let e = Base64URL.encode(numbers.exponent)
        let document = "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"\(n)\",\"e\":\"\(e)\"}]}"
        do {
            _ = try KeySet(json: Array(document.utf8))
        } catch {
            findings.add(
                .narrower, decide: true, at: node, in: file, found: "a key",
                "`keys: discovery`: the key cannot be used (\(error)); write the URL of a key set")
            return .discovery
        }
        findings.add(
            .narrower, decide: true, at: node, in: file, found: "a public key",
            "`keys` has it; a token that carries a `kid` is only found by that: add it to the key, beside `kty`")
        return .key(document: document)
    }

    /// The DER inside PEM (RFC 7468), or `nil` where the text is none.
    private static func der(_ text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let first = lines.first, first.hasPrefix("-----BEGIN "),
            let end = lines.firstIndex(where: { $0.hasPrefix("-----END ") }), end > 0
        else { return nil }
        return Data(base64Encoded: lines[1..<end].joined(), options: .ignoreUnknownCharacters).map { [UInt8]($0) }
    }

    private static func isURL(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    /// The URL in a form that a catalogue can have.
    private static func address(
        _ text: String, _ node: TykNode, _ file: String, _ findings: ImportFindings
    ) -> String? {
        let colon = text.firstIndex(of: ":") ?? text.startIndex
        let url = text[..<colon].lowercased() + text[colon...]
        guard ConfigurationSyntax.isSecureURL(url, allowsQuery: true, allowsHTTP: true) else {
            findings.add(.narrower, decide: true, at: node, in: file, "left out: not a URL of a key set")
            return nil
        }
        if needsHTTP(url) {
            findings.add(
                .changed, decide: true, at: node, in: file, found: "\"\(url)\"",
                "`allow_http: true`, as Tyk fetches keys: who can change them on the way can issue tokens; write https"
                    + " if the server has it, and leave `allow_http` out")
        }
        return url
    }

    /// Whether an address is reached over plain http, and is not on this machine.
    static func needsHTTP(_ url: String) -> Bool { !ConfigurationSyntax.isSecureURL(url, allowsQuery: true) }

    /// Whether the keys come over plain http from another machine.
    ///
    /// - Parameter issuer: The issuer, where its discovery document is.
    /// - Returns: Whether a machine on the way can change them.
    func needsHTTP(issuer: String) -> Bool {
        switch self {
        case .urls(let urls): urls.contains(where: Self.needsHTTP)
        case .key: false
        case .discovery: Self.needsHTTP(issuer)
        }
    }
}
