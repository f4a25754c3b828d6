/// Changes of an application; what is `nil` stays.
public struct ApplicationChanges: Hashable, Sendable {
    /// The new name; clients that exist keep theirs until they are changed themselves.
    public var name: String?
    /// The new description.
    public var description: String?

    /// Changes with these parts.
    public init(name: String? = nil, description: String? = nil) {
        self.name = name
        self.description = description
    }
}

extension Application {
    /// Returns the application after `changes`, as every store computes it inside its own transaction.
    ///
    /// - Parameters:
    ///   - changes: The changes.
    ///   - version: The version that the caller saw.
    ///   - now: The time in Unix seconds.
    /// - Returns: The application to store, with the next version.
    /// - Throws: `RegistrationError.recordChanged` if it has changed since.
    public func applying(
        _ changes: ApplicationChanges, at version: Int, now: Int64
    ) throws(RegistrationError) -> Application {
        guard version == self.version else { throw .recordChanged(id: id, expected: version, found: self.version) }
        var next = self
        next.name = changes.name ?? name
        next.description = changes.description ?? description
        next.version += 1
        next.updatedAt = now
        return next
    }
}
