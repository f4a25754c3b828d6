internal import TollgateCatalogue

extension CatalogueDecoder {
    /// Reads which claims the server behind an API is told, and in which fields.
    func decodeIdentityClaims(_ value: YAMLValue) -> [IdentityClaim] {
        let entries = value.entries(
            "a mapping from fields to claims", key: IdentityClaim.fieldRule, where: IdentityClaim.isField)
        return entries.compactMap { field, value in
            value.text("a claim, or a path with dots", where: ClaimSyntax.isName).map {
                IdentityClaim(field: field, claim: $0)
            }
        }
    }
}
