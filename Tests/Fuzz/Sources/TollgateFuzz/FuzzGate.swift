import Tollgate
import TollgateCatalogue

/// A gate with the key of RFC 7515, Appendix A.2, the only token it can ever admit, and issuers of several kinds.
struct FuzzGate: Sendable {
    static let shared = FuzzGate()

    /// The `kid` that the only key is known by.
    static let keyID = "2011-04-29"
    static let maximumTokenBytes = 16_384
    /// Where both APIs are.
    static let upstream = "http://127.0.0.1:9000/base/"

    private static let modulus = """
        ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ\
        S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2\
        R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD\
        TW9gb54h4FRWyuXpoQ
        """
    /// The token of A.2.1, without its signature.
    private static let signed = """
        eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0\
        cnVlfQ
        """
    private static let signature = """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CU\
        Ar7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d\
        O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig\
        cN_IoypGlUPQGe77Rw
        """

    let gate: Gate
    let instant = Instant(unixSeconds: 1_300_819_000, monotonicNanoseconds: 0)
    /// The bytes of the token that verifies.
    let goodToken = Array("\(signed).\(signature)".utf8)

    private init() {
        var dotted = Issuer(name: "dotted", issuer: "https://dotted.example", audiences: .any)
        dotted.scopeClaims = ["https://example.com/scopes", "realm_access.roles", "a.b.c"]
        dotted.clientIDClaims = ["cid", "act.client", "azp"]
        var okta = Issuer(name: "okta", issuer: "https://okta.example", audiences: .oneOf(["api"]))
        okta.scopeClaims = IssuerProfile.okta.scopeClaims
        okta.clientIDClaims = IssuerProfile.okta.clientIDClaims
        var merged = Issuer(name: "merged", issuer: "https://merged.example", audiences: .any)
        merged.scopeClaims = ["scp", #"shop\.example.roles"#, "roles"]
        merged.mergesScopeClaims = true
        let issuers = [Issuer(name: "joe", issuer: "joe", audiences: .any), dotted, okta, merged]
        let apis = [
            API(name: "payments", listenPath: "/payment-api/", upstream: Self.upstream, issuers: issuers.map(\.name)),
            API(
                name: "files", listenPath: "/payment-api/files/", upstream: Self.upstream, issuers: issuers.map(\.name),
                encodedSlashes: .allow),
        ]
        let key = "{\"kty\":\"RSA\",\"kid\":\"\(Self.keyID)\",\"n\":\"\(Self.modulus)\",\"e\":\"AQAB\"}"
        do {
            let catalogue = try CompiledCatalogue(Catalogue(issuers: issuers, apis: apis))
            var configuration = Gate.Configuration()
            configuration.maximumTokenBytes = Self.maximumTokenBytes
            gate = Gate(
                catalogue: catalogue, keys: KeyStore(catalogue, isFixed: true), configuration: configuration)
            let keys = try KeySet(json: Array("{\"keys\":[\(key)]}".utf8))
            for slot in catalogue.issuerSlots { gate.keys.install(keys, issuer: slot, at: instant) }
        } catch {
            fatalError("the fixture is broken: \(error)")
        }
    }

    /// The rejection of a token while it is being explained; `nil` where it was not looked at, or verifies.
    func explainedRejection(of token: [UInt8]) -> Rejection? {
        guard let text = String(validating: token, as: UTF8.self), let path = try? RequestPath(target: "/payment-api/"),
            let api = gate.catalogue.api(for: path)
        else { return nil }
        let request = GateRequest(api: api, method: "GET", path: path)
        let explanation = gate.explain(BearerCredential(token: Substring(text)), request, at: instant).explanation
        must(!explanation.steps.isEmpty, "an explanation has steps")
        must(explanation.steps.dropLast().allSatisfy { $0.rejection == nil }, "only the last step can have failed")
        must(explanation.steps.last?.rejection, equal: explanation.rejection, "the last step is the verdict")
        return explanation.rejection
    }

    /// The rejection of a token, `nil` where it verifies; it must be the same each time.
    func rejection(of token: [UInt8]) -> Rejection? {
        let first = verify(token)
        must(verify(token), equal: first, "a token is judged the same each time")
        return first
    }

    private func verify(_ token: [UInt8]) -> Rejection? {
        switch gate.verify(token.span, at: instant) {
        case .verified: nil
        case .rejected(let rejection): rejection
        case .awaitingKeys: fatalError("keys that never change are not waited for")
        }
    }
}
