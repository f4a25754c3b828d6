import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration

@Suite("A configuration says how an issuer's servers are reached, and may hold keys itself")
struct IssuerConnectionTests {
    private static let fixtures =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures").standardizedFileURL.path + "/"

    /// A usable file in the folder of fixtures, with these keys for its issuer.
    private func configuration(_ lines: String..., issuer: String = "https://idp.example") throws -> Configuration {
        let yaml = """
            issuers:
              portal:
                issuer: \(issuer)
                audiences: [payments]
            \(lines.map { "    " + $0 }.joined(separator: "\n"))
            apis: { payments: { listen_path: /p/, upstream: http://127.0.0.1:9000/, issuers: [portal] } }
            """
        return try Configuration(yaml: yaml, file: Self.fixtures + "t.yaml")
    }

    /// What is wrong with such a file, without its folder.
    private func problems(_ lines: String..., issuer: String = "https://idp.example") -> [String] {
        do {
            let joined = lines.joined(separator: "\n    ")
            return try configuration(joined, issuer: issuer).warnings.map(Self.text)
        } catch {
            return (error as? ConfigurationError)?.problems.map(Self.text) ?? ["\(error)"]
        }
    }

    private static func text(_ problem: ConfigurationProblem) -> String {
        problem.description.replacingOccurrences(of: fixtures, with: "")
    }

    @Test("Without any of its keys, https is demanded, the system's authorities are trusted, and no proxy is used")
    func hasSafeDefaults() throws {
        let issuer = try configuration().catalogue.source.issuers[0]
        #expect(issuer.connection == ConnectionSettings())
        #expect(!issuer.connection.allowsHTTP && !issuer.connection.usesProxy)
        #expect(issuer.connection.tls == TLSSettings())
    }

    @Test("Certificates are read from files beside the configuration, and proxies are used where that is asked for")
    func readsConnections() throws {
        let issuer = try configuration(
            "use_proxy: true",
            "tls: { ca_file: tls/authority.pem, client_certificate: tls/client.pem, client_key: tls/client-key.pem }"
        ).catalogue.source.issuers[0]
        #expect(issuer.connection.usesProxy)
        #expect(
            issuer.connection.tls
                == TLSSettings(
                    authorityFile: Self.fixtures + "tls/authority.pem",
                    clientCertificateFile: Self.fixtures + "tls/client.pem",
                    clientKeyFile: Self.fixtures + "tls/client-key.pem"))
    }

    @Test("Plain http to other machines has to be allowed, and is warned about")
    func allowsHTTP() throws {
        let url = "http://idp.example/realm"
        #expect(problems(issuer: url).first?.contains("or with `allow_http`), found `\(url)`") == true)
        let configuration = try configuration(
            "allow_http: true", "keys: http://idp.example/keys", "discovery_url: http://idp.example/d", issuer: url)
        let issuer = configuration.catalogue.source.issuers[0]
        #expect(
            issuer.connection.allowsHTTP && issuer.issuer == url && issuer.keys == .urls(["http://idp.example/keys"]))
        #expect(configuration.warnings.map(\.path) == ["issuers.portal.allow_http"])
    }

    @Test("Servers that are not verified are warned about with the issuer's name")
    func warnsOfSkippedVerification() {
        #expect(
            problems("tls: { insecure_skip_verify: true }") == [
                "t.yaml:5:12: warning: issuers.portal.tls.insecure_skip_verify: INSECURE: the servers of `portal` are"
                    + " not verified, so that anybody on the way can replace its keys and forge tokens; trust their"
                    + " authority with `ca_file` instead"
            ])
    }

    @Test(
        "A certificate or key that cannot be used is told with its line and key",
        arguments: [
            (
                "ca_file: tls/none.pem",
                "t.yaml:5:12: error: issuers.portal.tls.ca_file: the file tls/none.pem cannot be read; a PEM file of"
                    + " certificates is expected"
            ),
            (
                "ca_file: tls/make",
                "t.yaml:5:12: error: issuers.portal.tls.ca_file: tls/make: expected one or more certificates in PEM, and"
                    + " nothing broken among them"
            ),
            (
                "client_certificate: tls/client.pem",
                "t.yaml:5:5: error: issuers.portal.tls: `client_key` is missing: a client certificate and its key are"
                    + " needed together"
            ),
            (
                "client_certificate: tls/client.pem, client_key: tls/other-client-key.pem",
                "t.yaml:5:48: error: issuers.portal.tls.client_key: tls/other-client-key.pem: this is not the key of the"
                    + " client certificate"
            ),
            (
                "client_certificate: tls/client.pem, client_key: tls/client.pem",
                "t.yaml:5:48: error: issuers.portal.tls.client_key: tls/client.pem: expected a private key in PEM"
                    + " without passphrase"
            ),
            (
                "insecure_skip_verify: yes",
                "t.yaml:5:34: error: issuers.portal.tls.insecure_skip_verify: expected true or false, found `yes`"
            ),
            (
                "ca: tls/authority.pem",
                "t.yaml:5:12: error: issuers.portal.tls.ca: unknown key (known here: ca_file, client_certificate,"
                    + " client_key, insecure_skip_verify)"
            ),
        ])
    func namesUnusableFiles(tls: String, message: String) {
        #expect(problems("tls: { \(tls) }") == [message])
    }

    private static let key = """
        { "kty": "RSA", "kid": "k\\"1", "e": "AQAB", "n": "\(modulus)" }
        """

    /// The modulus of RFC 7515 appendix A.2.
    private static let modulus =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
        + "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2"
        + "R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
        + "TW9gb54h4FRWyuXpoQ"

    @Test("Keys may stand in the configuration, pasted as JSON or written as YAML")
    func readsInlineKeys() throws {
        for keys in [
            "keys: { \"keys\": [\(Self.key)] }",
            "keys: { keys: [{ kty: RSA, kid: k\"1, e: AQAB, n: \(Self.modulus) }] }",
        ] {
            let issuer = try configuration(keys).catalogue.source.issuers[0]
            guard case .inline(let json) = issuer.keys else {
                Issue.record("not inline: \(issuer.keys)")
                return
            }
            #expect(try KeySet(json: Array(json.utf8)).entries.map(\.keyID) == ["k\"1"])
        }
    }

    @Test("Keys in the configuration that cannot be used are told with their line")
    func refusesUnusableInlineKeys() {
        #expect(
            problems("keys: { keys: [{ kty: EC, kid: 1 }] }") == [
                "t.yaml:5:5: error: issuers.portal.keys: the key set has no RSA key of 2048 to 4096 bits for RS256"
                    + " signatures; skipped: `1` (key_type)"
            ])
        #expect(
            problems("keys: { key: [] }") == ["t.yaml:5:5: error: issuers.portal.keys: \(KeySetError.malformed)"])
    }

    @Test("Where the issuer's metadata is has been mistaken for the issuer: the message says what to write")
    func namesWellKnownURLs() {
        #expect(
            problems(issuer: "https://idp.example/realm/.well-known/openid-configuration").first
                == "t.yaml:3:13: error: issuers.portal.issuer: this is where the issuer's metadata is; write its"
                + " `issuer` here, probably `https://idp.example/realm`, and this as `discovery_url` if it is not found"
        )
    }
}
