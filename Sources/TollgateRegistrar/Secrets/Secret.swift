internal import TollgateCrypto

/// A string that must never be seen by accident: a client secret, a registration access token, a password.
///
/// Printing, interpolating, dumping, reflecting and encoding a secret all give `<redacted>`. Only `reveal()` gives the
/// value, so every place that does can be found by searching for that word.
public struct Secret: Sendable {
    /// The text in the place of a secret.
    package static let redacted = "<redacted>"

    private let value: String

    /// A secret with this value.
    public init(_ value: String) {
        self.value = value
    }

    /// Returns the value itself, for the one place that must send or show it.
    public func reveal() -> String {
        value
    }

    /// Whether the value may stand in a header field: visible ASCII and nothing else, at least one character.
    ///
    /// Checked before a value that a provider or an operator gave is sent, since a header with a line break in it
    /// is an injection, and since HTTP libraries quote what they refuse in their errors.
    var isVisibleASCII: Bool {
        !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

extension Secret: Equatable {
    /// Says whether both are the same, in a time that tells only their lengths.
    public static func == (lhs: Secret, rhs: Secret) -> Bool {
        ConstantTime.areEqual(lhs.value, rhs.value)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text `<redacted>`.
    public var description: String { Self.redacted }
    /// The text `<redacted>`, as above.
    public var debugDescription: String { Self.redacted }
    /// A mirror without the value: `dump` and reflection see no child that holds it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Codable {
    /// Reads a secret from a string; the redacted form of another secret is refused.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for the redacted form; the error of the decoder where there is no
    ///   string.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard text != Self.redacted else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a redacted secret"))
        }
        self.init(text)
    }

    /// Writes `<redacted>`.
    ///
    /// - Throws: The error of the encoder.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.redacted)
    }
}
