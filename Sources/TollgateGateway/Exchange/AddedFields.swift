internal import Tollgate

/// The fields that an answer gets in addition: the date, how the client stands, and what was observed.
///
/// One loop has one, which is used again for each answer.
struct AddedFields {
    private static let dateName = "Date"

    /// The fields of the answer at hand.
    private(set) var block = FieldBlock()
    private var date = HTTPDate()
    /// The line with the date, and the second that it is of.
    private var dateLine: [UInt8] = []
    private var dateSeconds: Int64?

    /// Collects the fields of an answer.
    ///
    /// - Parameters:
    ///   - head: The head of the answer.
    ///   - admission: The admission of the request; `nil` where there is none.
    ///   - unixSeconds: Now.
    mutating func collect(for head: ResponseHead, _ admission: Admission?, unixSeconds: Int64) {
        block.removeAll()
        // RFC 9110 §6.6.1.
        if !head.fields.hasLine(.date) { addDate(unixSeconds) }
        guard let admission else { return }
        if let rejection = admission.observed { block.add(IdentityField.observed.name, rejection.code) }
        if let pass = admission.pass { block.addLimits(of: pass) }
    }

    private mutating func addDate(_ unixSeconds: Int64) {
        if dateSeconds != unixSeconds {
            dateSeconds = unixSeconds
            dateLine = Array("\(Self.dateName): \(date.text(unixSeconds: unixSeconds))\r\n".utf8)
        }
        block.add(line: dateLine, nameLength: Self.dateName.utf8.count)
    }

    /// Adds the fields for pages of other origins.
    ///
    /// - Parameters:
    ///   - policy: The policy of the API.
    ///   - request: The fields of the request.
    mutating func add(_ policy: CrossOriginPolicy, to request: FieldBlock) {
        let origin = request.value(of: "origin") ?? 0..<0
        policy.forEachField(origin: request.bytes.span.extracting(origin)) { name, value in block.add(name, value) }
    }
}
