/// Makes foreign text safe to keep and to show: without the secrets that were sent, without control characters, short.
struct Redactor: Sendable {
    /// The longest piece of foreign text that is kept: 4 KiB.
    static let maximumBytes = 4096

    private let secrets: [String]

    /// Takes every form in which a secret was sent, since a server may echo any of them.
    init(secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text as it may be shown, where no secret can be in it.
    static func clean(_ text: String) -> String {
        Redactor(secrets: []).clean(text)
    }

    /// Words as they may be shown, where no secret can be in them.
    static func clean(_ words: [String], separator: String = " ") -> String {
        clean(words.joined(separator: separator))
    }

    /// The text as it may be shown.
    func clean(_ text: String) -> String {
        var text = text
        for secret in secrets { text = text.replacing(secret, with: Secret.redacted) }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(Self.isControl(scalar) ? " " : scalar)
        }
        let clean = String(shown)
        guard clean.utf8.count > Self.maximumBytes else { return clean }
        return String(decoding: clean.utf8.prefix(Self.maximumBytes), as: UTF8.self) + "…"
    }

    /// Whether a scalar does something to what stands around it.
    ///
    /// A line break in foreign text would let a server forge lines of a log, an escape code or a change of direction
    /// would let it rewrite what a terminal shows.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
