package import TollgateCatalogue

/// A catalogue made of Tyk's policies and API definitions, and everything in which the two differ.
///
/// What the catalogue opens, Tyk opened as well, except where a difference says `wider`. Nothing is left out without
/// a difference that says so.
package struct TykImport: Sendable {
    /// The catalogue; it has no errors.
    package let catalogue: Catalogue
    /// Comments for it, as `CatalogueWriter` takes them: where a person has to decide.
    package let comments: [String: [String]]
    /// Everything that differs in meaning.
    package let differences: [ImportDifference]
    /// The issuers whose `issuer` has to be written by a person.
    package let unnamedIssuers: [String]

    /// Whether a person has to decide something before the catalogue is used.
    package var needsDecision: Bool { differences.contains(where: \.needsDecision) }

    /// Makes a catalogue.
    ///
    /// - Parameters:
    ///   - files: Tyk's files: policies as a list, as a map or one alone; APIs classic or OAS, as a list or one alone.
    ///   - issuers: The issuers that the files do not name.
    /// - Throws: ``TykFileError`` for the first file that is no JSON of at most 16 MiB, or was named and is a resource
    ///   of tyk-operator or has neither policies nor APIs.
    package init(_ files: [TykFile], issuers: IssuerAnswers = IssuerAnswers()) throws(TykFileError) {
        let findings = ImportFindings()
        var documents = TykDocuments(findings: findings)
        for file in files { try documents.add(file) }
        var builder = CatalogueBuilder(documents, answers: issuers, findings: findings)
        let catalogue = builder.build()
        GeneralDifferences(findings: findings).add(for: catalogue)
        for root in documents.roots { UnreadMembers(file: root.file, findings: findings).report(root.node) }
        self.catalogue = catalogue
        comments = builder.comments
        differences = findings.differences
        unnamedIssuers = builder.issuers.unnamed
    }
}
