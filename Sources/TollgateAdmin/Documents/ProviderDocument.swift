public import TollgateRegistrar

/// A provider as JSON describes it: the body of `POST /api/dcr_providers`, also where it stands in a file.
public struct ProviderDocument: Sendable {
    /// The provider.
    public let provider: Provider
    /// What it is for; `nil` if the document does not say.
    public let description: String?

    /// Reads the members of a document.
    ///
    /// - Parameters:
    ///   - members: The members.
    ///   - name: The provider's name, where it is known from elsewhere; then the document need not have it.
    /// - Throws: `DocumentError`.
    public init(members: [String: JSONValue], name: String? = nil) throws(DocumentError) {
        do throws(Problem) {
            let body = BodyReader(members)
            let own = try body.optionalString("name")
            if let name, let own, name != own {
                throw body.invalid("name", "cannot be changed: products and credentials refer to it")
            }
            let known = if let name { name } else { try body.string("name") }
            (provider, description) = try ProviderBody.provider(body, name: known)
        } catch {
            throw DocumentError(error)
        }
    }
}
