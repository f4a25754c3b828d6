/// One request to a provider, as an error tells of it.
public struct RegistrationExchange: Hashable, Sendable, CustomStringConvertible {
    /// The request.
    public var operation: RegistrationOperation
    /// The HTTP method it was asked with.
    public var method: String
    /// The URL of the request.
    public var url: String

    /// An exchange with these parts.
    ///
    /// - Parameters:
    ///   - operation: The operation.
    ///   - method: The HTTP method. Default: the operation's.
    ///   - url: The URL of the request.
    package init(operation: RegistrationOperation, method: String? = nil, url: String) {
        self.operation = operation
        self.method = method ?? operation.method
        self.url = url
    }

    /// Method and URL, without its query.
    public var description: String { "\(method) \(Redactor.clean(url: url))" }
}
