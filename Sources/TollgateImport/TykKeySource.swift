internal import Foundation
internal import Tollgate
internal import TollgateConfiguration
internal import TollgateCrypto

/// Where the keys of an API's tokens come from.
enum TykKeySource: Hashable {
    /// Key sets at these URLs.
    case urls([String])
    /// One key that stands in the definition, as a JWKS document.
    case key(document: String)
    /// The definition does not say.
    case unknown

    /// Finds the source.
    ///
    /// - Parameters:
    ///   - tokens: How the API checks tokens.
    ///   - file: The file, for reports.
    ///   - findings: Where differences go.
    init(_ tokens: TykTokens, file: String, findings: ImportFindings) {
        var urls: [String] = []
        for node in tokens.keySets {
            guard let text = node.text, let url = Self.secure(text, node, file, findings) else { continue }
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
            self = .unknown
            return
        }
        self = Self.source(text, source, file, findings)
    }

    private static func source(
        _ text: String, _ node: TykNode, _ file: String, _ findings: ImportFindings
    ) -> TykKeySource {
        if isURL(text) { return secure(text, node, file, findings).map { .urls([$0]) } ?? .unknown }
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty else {
            findings.add(
                .narrower, decide: true, at: node, in: file,
                "`keys: discovery`: it is neither a URL nor base64; write the URL of the key set")
            return .unknown
        }
        let decoded = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if isURL(decoded) { return secure(decoded, node, file, findings).map { .urls([$0]) } ?? .unknown }
        guard let numbers = RSAPublicNumbers(der: der(decoded) ?? [UInt8](data)) else {
            findings.add(
                .narrower, decide: true, at: node, in: file, found: "a key",
                "`keys: discovery`: it is no RSA public key; write the URL of the key set")
            return .unknown
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
            return .unknown
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
    private static func secure(
        _ url: String, _ node: TykNode, _ file: String, _ findings: ImportFindings
    ) -> String? {
        if ConfigurationSyntax.isSecureURL(url, allowsQuery: true) { return url }
        let secure = "https://" + url.dropFirst(url.lowercased().hasPrefix("https://") ? 8 : 7)
        guard url.lowercased().hasPrefix("http"), ConfigurationSyntax.isSecureURL(secure, allowsQuery: true) else {
            findings.add(
                .narrower, decide: true, at: node, in: file, "left out: not a URL of a key set")
            return nil
        }
        findings.add(
            .narrower, decide: true, at: node, in: file, found: "\"\(url)\"",
            "\(secure): keys are not fetched without TLS except from this machine; who can change them can issue tokens"
        )
        return secure
    }
}
