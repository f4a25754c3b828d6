extension ProviderMetadata {
    /// Reads a member that is needed.
    ///
    /// - Parameters:
    ///   - member: The member's property.
    ///   - name: Its name in the document.
    /// - Returns: The member; `nil` where the document does not have it.
    /// - Throws: ``DiscoveryError/memberInvalid(place:member:expected:)`` where the document has it with another type.
    package func needed(_ member: KeyPath<ProviderMetadata, String?>, _ name: String) throws(DiscoveryError) -> String?
    {
        if let value = self[keyPath: member] { return value }
        guard !invalidMembers.contains(name) else {
            throw .memberInvalid(place: "the metadata of \(issuer)", member: name, expected: "a string")
        }
        return nil
    }
}
