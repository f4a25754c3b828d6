import Testing
import TollgateTesting

@testable import Tollgate

@Suite("A token that is bound to a certificate passes with that one (RFC 8705 §3)")
struct CertificateBoundTokenTests {
    /// The example of RFC 8705 §3.1.
    private static let thumbprint = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"

    private func rejection(_ cnf: String, _ certificate: ClientCertificate?) throws -> [Rejection?] {
        let test = try TestGate(forge: try Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().with("cnf", cnf).json)
        let path = try test.gate.catalogue.path(target: "/payment-api/get")
        var request = GateRequest(
            api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        request.certificate = certificate
        // New, and remembered.
        return (0..<2).map { _ in
            switch test.gate.decide(BearerCredential(token: token[...]), request, at: test.clock.instant) {
            case .reject(let rejection, _): rejection
            default: nil
            }
        }
    }

    private func bound(_ bytes: [UInt8] = Array("certificate".utf8)) -> (ClientCertificate, String) {
        let certificate = ClientCertificate(bytes)
        return (certificate, "{\"x5t#S256\":\"\(certificate.thumbprint)\"}")
    }

    @Test("The thumbprint is the SHA-256 digest of the certificate in base64url")
    func rendersThumbprints() {
        #expect(ClientCertificate([]).thumbprint == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
    }

    @Test("The certificate's thumbprint is enough, however its name is spelt")
    func admits() throws {
        let (certificate, cnf) = bound()
        #expect(try rejection(cnf, certificate) == [nil, nil])
        #expect(
            try rejection(cnf.replacing("x5t#S256", with: "\\u00785t#S256"), certificate) == [nil, nil])
    }

    @Test("Without a certificate it is proof_required, with another one certificate_mismatch")
    func tellsCausesApart() throws {
        let (certificate, cnf) = bound()
        #expect(try rejection(cnf, nil) == [.proofRequired, .proofRequired])
        let (other, _) = bound(Array("other".utf8))
        #expect(try rejection(cnf, other) == [.certificateMismatch, .certificateMismatch])
        for text in ["", Self.thumbprint, certificate.thumbprint + "=", String(certificate.thumbprint.dropLast())] {
            #expect(try rejection("{\"x5t#S256\":\"\(text)\"}", certificate).first == .certificateMismatch)
        }
    }

    @Test("A certificate is no proof for anything else in cnf, or beside it")
    func refusesOtherProofs() throws {
        let (certificate, cnf) = bound()
        let own = cnf.dropFirst().dropLast()
        for text in [
            "{}", "null", "[]", "\"\(certificate.thumbprint)\"", "{\"jkt\":\"x\"}", "{\"x5t#S256\":1}",
            "{\"x5t#S256\":[\"\(certificate.thumbprint)\"]}", "{\"x5t\":\"\(certificate.thumbprint)\"}",
            "{\(own),\"jkt\":\"x\"}", "{\"jkt\":\"x\",\(own)}",
        ] {
            #expect(try rejection(text, certificate).first == .proofRequired, "\(text)")
        }
        #expect(try rejection("{\(own),\(own)}", certificate).first == .claimsMalformed)
    }

    @Test("A token that is bound to nothing needs no certificate, and one does no harm")
    func ignoresCertificates() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let path = try test.gate.catalogue.path(target: "/payment-api/get")
        var request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        request.certificate = ClientCertificate([1])
        let token = test.forge.token(payload: TokenClaims().json)
        guard case .admit = test.gate.decide(BearerCredential(token: token[...]), request, at: test.clock.instant)
        else {
            Issue.record("it was rejected")
            return
        }
    }
}
