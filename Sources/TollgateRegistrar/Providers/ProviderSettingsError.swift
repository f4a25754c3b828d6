/// Why settings of a provider cannot be read.
@nonexhaustive
public enum ProviderSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such setting.
    case memberUnknown(String)
    /// The setting's value has another type.
    case memberInvalid(String, expected: String)

    /// What happened, in words for a person.
    public var description: String {
        switch self {
        case .memberUnknown(let name): "there is no setting `\(Redactor.clean(name))` of a provider"
        case .memberInvalid(let name, let expected): "`\(Redactor.clean(name))` of a provider is \(expected)"
        }
    }
}
