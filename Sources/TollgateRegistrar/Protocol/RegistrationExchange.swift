/// One request to a provider, as an error tells of it.
public struct RegistrationExchange: Hashable, Sendable, CustomStringConvertible {
    /// What was asked.
    public var operation: RegistrationOperation
    /// Where it was asked.
    public var url: String

    /// An exchange with these parts.
    public init(operation: RegistrationOperation, url: String) {
        self.operation = operation
        self.url = url
    }

    /// Method and URL.
    public var description: String { "\(operation.method) \(Redactor.clean(url))" }
}
