/// A header field whose value is a secret, such as `X-API-Key` or Okta's `Authorization: SSWS …`.
public struct SecretHeader: Equatable, Sendable {
    /// The field's name.
    public var name: String
    /// The field's value.
    public var value: Secret

    /// A field with this name and value.
    public init(name: String, value: Secret) {
        self.name = name
        self.value = value
    }

    /// Whether name and value can be sent at all (RFC 9110 §5.1, §5.5).
    var isValid: Bool {
        let separators = Set("\"(),/:;<=>?@[\\]{}".utf8)
        let isToken =
            !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !separators.contains($0) }
        let value = value.reveal().utf8
        return isToken && !value.isEmpty && value.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }
}
