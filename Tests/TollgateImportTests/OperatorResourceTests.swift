import Foundation
import Testing
import TollgateImport

/// Resources of tyk-operator were refused as "not JSON" (I3).
@Suite("A resource of tyk-operator is named, and where its JSON is")
struct OperatorResourceTests {
    private func refusal(_ text: String) -> String? {
        do {
            _ = try TykImport([TykFile(name: "f.yaml", json: Array(text.utf8))])
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "As YAML and as JSON, alone, in a list and behind other resources",
        arguments: [
            ("apiVersion: tyk.tyk.io/v1alpha1\nkind: ApiDefinition\nmetadata:\n  name: a\n", "ApiDefinition"),
            ("kind: SecurityPolicy # a\r\napiVersion: \"tyk.tyk.io/v1alpha1\"\r\n", "SecurityPolicy"),
            (
                "apiVersion: v1\nkind: ConfigMap\n---\napiVersion: tyk.tyk.io/v1alpha1\nkind: TykOasApiDefinition\n",
                "TykOasApiDefinition"
            ),
            (#"{"apiVersion": "tyk.tyk.io/v1alpha1", "kind": "ApiDefinition", "spec": {}}"#, "ApiDefinition"),
            (
                #"{"kind": "List", "items": [{"apiVersion": "tyk.tyk.io/v1alpha1", "kind": "SecurityPolicy"}]}"#,
                "SecurityPolicy"
            ),
        ])
    func namesResources(text: String, kind: String) throws {
        let message = try #require(refusal(text))
        #expect(message.hasPrefix("f.yaml: error: a Kubernetes resource of tyk-operator (kind \(kind)), which names"))
        #expect(message.contains("`GET /tyk/policies/ID`"))
    }

    @Test(
        "Other YAML is not JSON, and no resource",
        arguments: [
            "apiVersion: v1\nkind: ConfigMap\n", "kind: ApiDefinition\n", "apiVersion: tyk.tyk.io/v1\n", "kind:",
        ])
    func leavesOthers(text: String) {
        #expect(refusal(text) == "f.yaml:1:1: error: not JSON")
    }

    @Test("In a folder they are told of, and other YAML is passed over")
    func tellsOfFolders() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "operator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        try write("services: {}\n", "compose.yaml")
        #expect(throws: TykFileError.self) { try TykFiles.read([folder.path]) }
        try write("apiVersion: tyk.tyk.io/v1alpha1\nkind: ApiDefinition\n", "api.yml")
        try write(TykFixture.policy(id: "p"), "policy.json")
        let result = try TykImport(try TykFiles.read([folder.path]))
        let told = result.differences.filter { $0.file.hasSuffix(".yml") || $0.file.hasSuffix(".yaml") }
        #expect(told.map(\.effect) == [.narrower])
        #expect(told.allSatisfy { $0.needsDecision && $0.file.hasSuffix("api.yml") })
    }
}
