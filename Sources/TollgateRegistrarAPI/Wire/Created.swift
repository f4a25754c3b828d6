internal import TollgateRegistrar

/// The result of a creation.
struct Created: Sendable {
    /// The resource, as a repetition of the request gets it too.
    var resource: [String: JSONValue]
    /// The path at which it can be found from now on.
    var location: String
    /// The members that only the first answer shows.
    var once: [String: JSONValue] = [:]
}
