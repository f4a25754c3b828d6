internal import Foundation
internal import TollgateCrypto

/// The means that make foreign text safe to keep and to show: without the secrets that were sent, without control
/// characters, short.
struct Redactor: Sendable {
    /// The longest piece of foreign text that is kept: 4 KiB.
    static let maximumBytes = 4096
    /// The least length of a secret that is searched for in other encodings, where shorter ones would match by chance:
    /// 8 bytes.
    private static let minimumEncodedBytes = 8

    private let secrets: [String]

    /// Takes the secrets that a server has seen, since it may echo any of them, as it is or encoded.
    init(secrets: [String]) {
        let forms = Set(secrets.flatMap(Self.forms))
        self.secrets = forms.sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }
    }

    /// Returns the text as it may be shown, where no secret can be in it.
    static func clean(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(PlainText.isControl(scalar) ? " " : scalar)
        }
        let clean = String(shown)
        guard clean.utf8.count > maximumBytes else { return clean }
        return String(decoding: clean.utf8.prefix(maximumBytes), as: UTF8.self) + "…"
    }

    /// Joins words as they may be shown, where no secret can be in them.
    static func clean(_ words: [String], separator: String = " ") -> String {
        clean(words.joined(separator: separator))
    }

    /// Returns a URL as it may be shown, without its query: some providers put a token there.
    static func clean(url: String) -> String {
        guard let end = url.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return clean(url) }
        return clean(String(url[..<end])) + "?…"
    }

    /// Returns the text as it may be shown.
    ///
    /// Beside the secrets that are known, whatever stands where a secret would is cut out: a server may tell of one
    /// that it has just made.
    func clean(_ text: String) -> String {
        var text = text
        for secret in secrets { text = text.replacing(secret, with: Secret.redacted) }
        text = text.replacing(Self.labelled) { "\($0.output.1)\(Secret.redacted)" }
        text = text.replacing(Self.schemed) { "\($0.output.1)\(Secret.redacted)" }
        return Self.clean(text)
    }

    /// `client_secret=…`, `"registration_access_token": "…"` and the like; what has no digit is a word.
    private static var labelled: Regex<(Substring, Substring)> {
        #/
        ((?i:secret|token|password|private_key|api_key|assertion)["'\\]*\s*[:=]\s*["'\\]*)
        (?=[^\s"'\\&,;<>(){}]*[0-9])[^\s"'\\&,;<>(){}]{6,}
        /#
    }

    /// `Bearer …` and the like.
    private static var schemed: Regex<(Substring, Substring)> {
        #/(\b(?i:bearer|basic|ssws)\s+)[A-Za-z0-9\-._~+\/=]{16,}/#
    }

    /// Returns a secret and the forms that encoders make of it.
    private static func forms(of secret: String) -> [String] {
        guard secret.utf8.count >= minimumEncodedBytes else { return secret.isEmpty ? [] : [secret] }
        // Inside a longer text it is encoded in one of three ways, by how many bytes stand before it; what the text
        // around it decides on is not looked for.
        let base64 = (0..<3).map { shift -> String in
            let encoded = Data([UInt8](repeating: 0, count: shift) + Array(secret.utf8)).base64EncodedString()
            return String(encoded.prefix { $0 != "=" }.dropFirst(shift == 0 ? 0 : shift + 1).dropLast(1))
        }
        let form = FormEncoding.encode(secret)
        let hexadecimal = Hexadecimal.text(of: secret.utf8)
        let json = String(decoding: JSONValue.string(secret).text.dropFirst().dropLast(), as: UTF8.self)
        return [
            secret, form, form.lowercased(), form.replacing("+", with: "%20"), PathSegment.encode(secret), hexadecimal,
            hexadecimal.uppercased(), json, json.replacing("/", with: #"\/"#),
        ] + base64 + base64.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
    }
}
