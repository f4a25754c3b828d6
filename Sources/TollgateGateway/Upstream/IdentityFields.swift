internal import Tollgate

/// Writes the fields that name a caller to an upstream.
///
/// Names, values and their order are those of `IdentityField`; the texts of a token are never made into strings.
enum IdentityFields {
    /// Writes the fields of an admission, each with the end of its line.
    ///
    /// Those of a token that comes again are kept with it, and copied from then on.
    ///
    /// - Parameters:
    ///   - admission: The admission.
    ///   - gate: The gate that it is from.
    ///   - out: The bytes that they are written behind.
    static func write(_ admission: Admission, of gate: Gate, to out: inout [UInt8]) {
        if let rejection = admission.observed {
            begin(.observed, to: &out)
            out.write(rejection.code)
            out.writeLineEnd()
        }
        guard let pass = admission.pass else { return }
        if let note = pass.note {
            out.append(contentsOf: note.bytes)
            return
        }
        let start = out.count
        write(pass, to: &out)
        for (name, value) in admission.identityFields {
            out.write(name)
            out.writeStatic(": ")
            out.write(value)
            out.writeLineEnd()
        }
        guard pass.isRenderedAgain() else { return }
        gate.keep(TokenNote(Array(out[start...])), with: pass)
    }

    private static func write(_ pass: Pass, to out: inout [UInt8]) {
        write(.client, .client, pass.token.claims, to: &out)
        write(.subject, .subject, pass.token.claims, to: &out)
        write(.policies, list: pass.policyNames, to: &out)
        let tags = pass.tags
        if !tags.isEmpty { write(.tags, list: tags, to: &out) }
    }

    private static func begin(_ field: IdentityField, to out: inout [UInt8]) {
        out.write(field.name)
        out.writeStatic(": ")
    }

    private static func write(
        _ field: IdentityField, _ text: Claims.Text, _ claims: Claims, to out: inout [UInt8]
    ) {
        claims.withBytes(of: text) { bytes in
            begin(field, to: &out)
            write(bytes, isListed: false, to: &out)
            out.writeLineEnd()
        }
    }

    private static func write(_ field: IdentityField, list: [String], to out: inout [UInt8]) {
        begin(field, to: &out)
        for (index, text) in list.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            write(text.utf8Span.span, isListed: true, to: &out)
        }
        out.writeLineEnd()
    }

    /// Writes a text; in a list a comma is encoded too.
    static func write(_ bytes: Span<UInt8>, isListed: Bool, to out: inout [UInt8]) {
        IdentityField.forEachRun(
            of: bytes, isListed: isListed, plain: { run in out.write(run) },
            encoded: { byte in PercentEncoding.write(byte, to: &out) })
    }
}
