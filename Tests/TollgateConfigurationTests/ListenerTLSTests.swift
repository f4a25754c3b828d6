import Foundation
import Testing
import TollgateCatalogue
import Yams

@testable import TollgateConfiguration

@Suite("TLS on a listener: what is read of it, and what is wrong with its files")
struct ListenerTLSTests {
    private static func file(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/tls/\(name).pem").standardizedFileURL.path
    }

    private static func yaml(_ tls: String) -> String {
        """
        issuers: { p: { issuer: https://i.example, audiences: [a] } }
        apis: { a: { listen_path: /a/, upstream: "http://h/", issuers: [p] } }
        gateway: { listeners: [{ listen: "a:443", tls: \(tls) }] }
        """
    }

    private static func certificate(_ name: String, key: String? = nil, _ more: String = "") -> String {
        "{ certificates: [{ certificate: \"\(file(name))\", key: \"\(file(key ?? name + "-key"))\" \(more) }] }"
    }

    /// The problems of a file at some time, without those of files that others can read: checkouts differ in that.
    private func problems(_ tls: String, at unixSeconds: Int64 = 1_900_000_000) throws -> [String] {
        let (problems, text) = (ProblemList(file: "t.yaml"), Self.yaml(tls))
        let root = try #require(try Yams.compose(yaml: text))
        let (_, gateway, _) = CatalogueDecoder(problems: problems, folder: "/").decode(root)
        Configuration.checkListenerTLS(gateway, at: unixSeconds, problems, in: FileIndex(root))
        return problems.sorted.map { "\($0.severity.rawValue) \($0.path) \($0.message)" }
            .filter { !$0.contains("on this machine can") }
    }

    /// Calls `body` with the path of a file of several certificates or keys, one behind the other.
    private func withJoined(_ names: String..., body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "joined-\(UUID().uuidString).pem").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var data = Data()
        for name in names { data += try Data(contentsOf: URL(fileURLWithPath: Self.file(name))) }
        try data.write(to: URL(fileURLWithPath: path))
        try body(path)
    }

    @Test("Certificates, the oldest version and the rule for clients are read")
    func reads() throws {
        let tls = try #require(
            try Configuration(
                yaml: Self.yaml(
                    Self.certificate("server", ", hosts: [localhost]").dropLast(1)
                        + ", min_version: \"1.3\", client_certificates: { ca_file: \"\(Self.file("authority"))\" } }"),
                file: "t.yaml"
            ).gateway.listeners[0].tls)
        var expected = ListenerTLSSettings([
            .init(certificateFile: Self.file("server"), keyFile: Self.file("server-key"), hosts: ["localhost"])
        ])
        expected.minimumVersion = .v1_3
        expected.clientCertificates = .init(authorityFile: Self.file("authority"))
        #expect(tls == expected)
        #expect(tls.files == [Self.file("server"), Self.file("server-key"), Self.file("authority")])
    }

    @Test("Certificates that are in order have no problem, and their end is told")
    func acceptsGoodCertificates() throws {
        #expect(try problems(Self.certificate("server")) == [])
        #expect(try problems(Self.certificate("wildcard", ", hosts: [\"*.example.com\", b.example.com]")) == [])
        let status = try #require(
            try Configuration(yaml: Self.yaml(Self.certificate("server")), file: "t.yaml").certificates.first)
        #expect(status.hosts == ["localhost", "127.0.0.1"])
        #expect(status.path == "gateway.listeners.0.tls.certificates.0")
        #expect(status.daysLeft(at: status.notAfter - 86_401) == 1)
        #expect(status.daysLeft(at: status.notAfter) == 0)
        #expect(status.daysLeft(at: status.notAfter + 1) == -1)
    }

    @Test("A key of another certificate, an unreadable file and a text that is no certificate are errors")
    func refusesWrongFiles() throws {
        let path = "gateway.listeners.0.tls.certificates.0"
        #expect(
            try problems(Self.certificate("server", key: "client-key")) == [
                "error \(path).key \(Self.file("client-key")): this is not the key of the certificate"
            ])
        #expect(try problems(Self.certificate("none")).map { $0.hasPrefix("error ") } == [true, true])
        #expect(
            try problems(Self.certificate("server-key", key: "server-key")).first?.contains(
                "expected certificates in PEM") == true)
        #expect(
            try problems(Self.certificate("server", key: "server")).first?.contains(
                "expected a private key in PEM without passphrase") == true)
    }

    @Test("Certificates in the wrong order are told apart from keys that are simply wrong")
    func tellsWrongOrder() throws {
        func found(_ path: String) throws -> [String] {
            try problems("{ certificates: [{ certificate: \"\(path)\", key: \"\(Self.file("wildcard-key"))\" }] }")
        }
        try withJoined("front-authority", "wildcard") { (reversed: String) throws -> Void in
            #expect(try found(reversed).contains { $0.contains("this is the key of certificate 2 of the file") })
        }
        try withJoined("wildcard", "authority") { (strange: String) throws -> Void in
            #expect(
                try found(strange).contains {
                    $0.hasPrefix("warning ") && $0.contains("certificate 2 has not issued certificate 1")
                })
        }
        try withJoined("wildcard", "front-authority") { (good: String) throws -> Void in #expect(try found(good) == [])
        }
    }

    @Test("Time, weakness and hosts that it is not for are warnings")
    func warns() throws {
        let status = try #require(
            try Configuration(yaml: Self.yaml(Self.certificate("server")), file: "t.yaml").certificates.first)
        func message(at unixSeconds: Int64) throws -> String {
            try problems(Self.certificate("server"), at: unixSeconds).joined()
        }
        #expect(try message(at: 0).contains("it is not valid before 2026-11-21T17:20:06Z"))
        #expect(try message(at: status.notAfter + 1).contains("it expired at 2126-10-28T17:20:06Z"))
        #expect(try message(at: status.notAfter - 3 * 86_400).contains("in 3 days"))
        #expect(try problems(Self.certificate("weak")).joined().contains("its RSA key has 1024 bits"))
        #expect(
            try problems(Self.certificate("wildcard", ", hosts: [\"*.example.com\", a.b.example.com, 127.0.0.1]"))
                .joined().contains("the certificate is not for a.b.example.com, 127.0.0.1: it is for *.example.com"))
        #expect(
            try problems(Self.certificate("shop")).joined().contains("it has no subject alternative name"))
    }

    @Test("A key that everybody can read is warned about")
    func warnsOfExposedKeys() throws {
        try withJoined("server-key") { key in
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            let warnings = try Configuration(
                yaml: Self.yaml("{ certificates: [{ certificate: \"\(Self.file("server"))\", key: \"\(key)\" }] }"),
                file: "t.yaml"
            ).warnings
            #expect(warnings.contains { $0.message.contains("everybody on this machine can read it (mode 0644)") })
        }
    }

    @Test("Certificates from proxies need proxies")
    func needsProxies() {
        let text = """
            issuers: { p: { issuer: https://i.example, audiences: [a] } }
            apis: { a: { listen_path: /a/, upstream: "http://h/", issuers: [p] } }
            gateway: { listeners: [{ listen: "a:80", forwarded_client_certificate: client_cert }] }
            """
        #expect {
            _ = try Configuration(yaml: text, file: "t.yaml")
        } throws: { error in
            "\(error)".contains("certificates are believed from `trusted_proxies` only")
        }
    }
}
