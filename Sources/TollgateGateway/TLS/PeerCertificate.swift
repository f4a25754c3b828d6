internal import Tollgate
internal import TollgateCrypto

/// The certificate of a client, and the fields that tell an upstream of it.
final class PeerCertificate: Sendable {
    /// The certificate, as the gate wants to know it.
    let proof: ClientCertificate
    /// The fields, each with the end of its line.
    let lines: [UInt8]

    /// Reads a certificate; `nil` where the bytes (DER) are none.
    init?(_ bytes: [UInt8]) {
        guard let certificate = try? Certificate(bytes) else { return nil }
        proof = ClientCertificate(digest: certificate.digest)
        var lines: [UInt8] = []
        if !certificate.subject.isEmpty {
            lines.write(IdentityField.certificate)
            lines.writeStatic(": ")
            IdentityFields.write(certificate.subject.utf8Span.span, isListed: false, to: &lines)
            lines.writeLineEnd()
        }
        lines.write("\(IdentityField.thumbprint): \(proof.thumbprint)\r\n")
        self.lines = lines
    }
}
