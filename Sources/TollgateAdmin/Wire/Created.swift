internal import TollgateRegistrar

/// What a creation made.
struct Created: Sendable {
    /// The resource, as a repetition of the request gets it too.
    var resource: [String: JSONValue]
    /// Where it can be found from now on.
    var location: String
    /// What only the first answer shows.
    var once: [String: JSONValue] = [:]
}
