internal import Tollgate

/// The identity fields of admissions, every one of which an authorizer writes, empty where there is nothing to tell.
///
/// A proxy that copies a field that is not there may leave the client's own, or write a placeholder. One loop has one,
/// which is used again for each answer.
struct IdentityLines {
    private var bytes: [UInt8] = []
    /// The catalogue whose names there are.
    private var catalogue: CompiledCatalogue?
    private var names: [String] = []

    /// Adds the fields of an admission to the head of an answer.
    ///
    /// - Parameters:
    ///   - admission: The admission.
    ///   - gate: The gate that it is from.
    ///   - head: The head, which has none of them yet.
    /// - Throws: ``FieldFault`` where a field could not stand in a head.
    mutating func add(_ admission: Admission, of gate: Gate, to head: inout ResponseHead) throws(FieldFault) {
        adopt(gate.catalogue)
        bytes.removeAll(keepingCapacity: true)
        IdentityFields.write(admission, of: gate, to: &bytes)
        let start = head.fields.bytes.count
        head.fields.receive(bytes.span)
        try head.fields.findLines(from: start)
        for name in names where !head.fields.hasName(name) { head.fields.add(name, "") }
    }

    /// Takes the names of a catalogue: its APIs may tell different claims, and a proxy copies the same names for all.
    private mutating func adopt(_ catalogue: CompiledCatalogue) {
        guard catalogue !== self.catalogue else { return }
        self.catalogue = catalogue
        names = IdentityField.allCases.map(\.name)
        for name in catalogue.apis.compactMap(\.identityClaims).flatMap(\.fieldNames) where !names.contains(name) {
            names.append(name)
        }
    }
}

extension FieldBlock {
    /// Whether there is a field with a name, in whatever case.
    fileprivate func hasName(_ name: String) -> Bool {
        let bytes = bytes.span
        for line in lines where FieldValue.equals(bytes, line.name, name) { return true }
        return false
    }
}
