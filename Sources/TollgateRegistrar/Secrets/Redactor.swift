/// Makes foreign text safe to keep and to show: without the secrets that were sent, without control characters, short.
struct Redactor: Sendable {
    /// The longest piece of foreign text that is kept: 4 KiB.
    static let maximumBytes = 4096

    private let secrets: [String]

    /// Takes every form in which a secret was sent, since a server may echo any of them.
    init(secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text as it may be shown.
    func clean(_ text: String) -> String {
        var text = text
        for secret in secrets { text = text.replacing(secret, with: Secret.redacted) }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            // A line break in foreign text would let a server forge lines of a log.
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            shown.append(isControl ? " " : scalar)
        }
        let clean = String(shown)
        guard clean.utf8.count > Self.maximumBytes else { return clean }
        return String(decoding: clean.utf8.prefix(Self.maximumBytes), as: UTF8.self) + "…"
    }
}
