extension ProviderMetadata {
    /// A member that is needed.
    ///
    /// - Parameters:
    ///   - member: Where it is.
    ///   - name: Its name in the document.
    /// - Returns: The member; `nil` where the document does not have it.
    /// - Throws: `DiscoveryError.memberInvalid` where the document has it with another type.
    public func needed(_ member: KeyPath<ProviderMetadata, String?>, _ name: String) throws(DiscoveryError) -> String? {
        if let value = self[keyPath: member] { return value }
        guard !invalidMembers.contains(name) else {
            throw .memberInvalid(place: "the metadata of \(issuer)", member: name, expected: "a string")
        }
        return nil
    }
}
