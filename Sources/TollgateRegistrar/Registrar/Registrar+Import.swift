/// Clients in bulk.
extension Registrar {
    /// Finds the defects of items before any of them is carried out.
    ///
    /// Nothing is sent and nothing changes. An item that was fulfilled before is not checked again, so that the rest of
    /// an import which was interrupted can be carried out later.
    ///
    /// - Parameter items: The items.
    /// - Returns: The defect of each item that cannot be carried out, by its place, in words for a person.
    /// - Throws: `RegistrationError.store`.
    public func checkImport(_ items: [ClientImportItem]) async throws(RegistrationError) -> [Int: String] {
        try await imports.check(items)
    }

    /// Carries out items, one after the other; an item that fails does not stop the rest.
    ///
    /// Each item becomes an access request that is approved at once. An item that was fulfilled before is left
    /// alone, and one that failed or was interrupted is taken up again. A client that is adopted is on the books before
    /// its request is made.
    ///
    /// ```swift
    /// let defects = try await registrar.checkImport(items)
    /// guard defects.isEmpty else { return }
    /// try await registrar.importClients(items, by: "ann") { index, outcome in
    ///     print(items[index].key, outcome)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - items: The items, in which ``checkImport(_:)`` should have found no defect.
    ///   - admin: The name of the admin who imports.
    ///   - report: Called with the outcome of each, by its place.
    /// - Throws: `RegistrationError.store` if the records cannot be listed.
    public func importClients(
        _ items: [ClientImportItem], by admin: String,
        report: (_ index: Int, _ outcome: Result<ClientImportOutcome, RegistrationError>) -> Void
    ) async throws(RegistrationError) {
        try await imports.carryOut(items, by: admin, report: report)
    }
}
