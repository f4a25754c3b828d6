import Foundation
import Testing
import Tollgate
import TollgateCatalogue

@testable import TollgateConfiguration

@Suite("A gateway can hear of registered clients")
struct ClientFeedSettingsTests {
    private func configuration(gateway: String) throws -> Configuration {
        try Configuration(
            yaml: """
                issuers:
                  portal: { issuer: "https://idp.example", audiences: [payments] }
                \(gateway)
                policies:
                  all: { allow: [{ api: payments }], rate: 5/1s }
                scopes: { all: [all] }
                apis:
                  payments:
                    { listen_path: /p/, upstream: "http://127.0.0.1:9/", issuers: [portal], clients: registered }
                """, file: "/etc/tollgate/t.yaml")
    }

    @Test("The feed, its token and the file that is kept are read; files are relative to the configuration's folder")
    func reads() throws {
        let configuration = try configuration(
            gateway: """
                gateway:
                  client_feed:
                    { feed: "https://registrar.example/api/client_feed", token: { file: feed.token }, cache: c.jsonl }
                """)
        #expect(configuration.warnings == [])
        #expect(configuration.catalogue.source.apis[0].clients == .registered)
        #expect(
            configuration.gateway.clientFeed
                == ClientFeedSettings(
                    feed: "https://registrar.example/api/client_feed", token: .file("/etc/tollgate/feed.token"),
                    cache: "/etc/tollgate/c.jsonl"))
    }

    @Test("An API that asks for registered clients, where nobody says which these are, is warned of")
    func warns() throws {
        let warnings = try configuration(gateway: "").warnings.map(\.description)
        #expect(warnings.count == 1)
        #expect(warnings.first?.hasPrefix("/etc/tollgate/t.yaml:9:") == true)
        #expect(warnings.first?.contains("apis.payments.clients: there is no `gateway.client_feed`") == true)
    }

    @Test("A token that everybody on the machine can read is warned of, at its place")
    func openToken() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("s3cret\n".utf8).write(to: file)
        func warnings(mode: Int) throws -> [String] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            let gateway =
                "gateway: { client_feed: { feed: \"https://r.example/f\", token: { file: \"\(file.path)\" } } }"
            return try configuration(gateway: gateway).warnings.map(\.description)
        }
        #expect(try warnings(mode: 0o600).isEmpty)
        let warning = try #require(try warnings(mode: 0o644).first)
        #expect(warning.hasPrefix("/etc/tollgate/t.yaml:3:"))
        #expect(warning.contains("gateway.client_feed.token.file: \(file.path) holds a secret, and everybody"))
    }

    @Test("The key's earlier name is read, and warned of with the one to write; both at once are an error")
    func earlierName() throws {
        let feed = "{ feed: \"https://r.example/f\", token: { env: T } }"
        let earlier = try configuration(gateway: "gateway: { registrar: \(feed) }")
        let present = try configuration(gateway: "gateway: { client_feed: \(feed) }")
        #expect(earlier.gateway == present.gateway)
        #expect(present.warnings == [])
        let warning = try #require(earlier.warnings.first)
        #expect(earlier.warnings.count == 1)
        #expect(warning.path == "gateway.registrar")
        #expect(warning.message.contains("`client_feed`"))
        let error = try #require(throws: ConfigurationError.self) {
            try configuration(gateway: "gateway: { registrar: \(feed), client_feed: \(feed) }")
        }
        #expect(error.problems.map(\.path) == ["gateway.registrar"])
        let misspelt = try #require(throws: ConfigurationError.self) {
            try configuration(gateway: "gateway: { registrar: { feeds: x } }")
        }
        #expect(misspelt.problems.contains { $0.path == "gateway.registrar.feeds" })
    }

    @Test("A secret is in a variable or in a file, without white space around it, and is missed by name")
    func findsSecrets() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: SecretReference.Missing.self) { try SecretReference.file(file.path).secret() }
        try Data(" s3cret\n".utf8).write(to: file)
        #expect(try SecretReference.file(file.path).secret() == "s3cret")
        for (mode, exposure) in [
            (0o600, nil), (0o640, nil), (0o644, "read it (mode 0644)"), (0o646, "read and change it"),
        ] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            let found = SecretReference.file(file.path).exposure
            #expect((found == nil) == (exposure == nil))
            #expect(exposure.map { found?.contains($0) == true } ?? true)
        }
        #expect(SecretReference.environment("A").exposure == nil)
        try Data("\n".utf8).write(to: file)
        #expect(throws: SecretReference.Missing(description: "the file \(file.path) is empty")) {
            try SecretReference.file(file.path).secret()
        }
        #expect(try SecretReference.environment("A").secret(environment: ["A": "b"]) == "b")
        #expect(throws: SecretReference.Missing(description: "the environment has no variable A")) {
            try SecretReference.environment("A").secret(environment: ["A": ""])
        }
    }
}
