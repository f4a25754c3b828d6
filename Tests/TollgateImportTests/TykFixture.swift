import Foundation
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateImport

/// Tyk's files in `Fixtures/Tyk`.
enum TykFixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/Tyk").standardizedFileURL.path

    /// The files of a folder.
    static func files(_ name: String) throws -> [TykFile] { try TykFiles.read(["\(folder)/\(name)"]) }

    /// Imports texts, the policies first.
    static func `import`(
        _ texts: String..., issuers: IssuerAnswers = IssuerAnswers(forAll: "https://idp.example")
    ) throws -> TykImport {
        let files = texts.enumerated().map { TykFile(name: "\($0.offset).json", json: Array($0.element.utf8)) }
        return try TykImport(files, issuers: issuers)
    }

    /// The catalogue as the gateway reads it.
    static func readBack(_ result: TykImport) throws -> CompiledCatalogue {
        let yaml = try CatalogueWriter(comments: result.comments).yaml(result.catalogue)
        return try Configuration(yaml: yaml, file: "tollgate.yaml").catalogue
    }

    /// A classic API with what every test needs, and some more members.
    static func api(
        id: String = "x", path: String = "/x/", mapping: String = "{}", more: String = ""
    ) -> String {
        """
        {"api_id": "\(id)", "name": "\(id)", "enable_jwt": true, "jwt_signing_method": "rsa",
         "jwt_source": "aHR0cHM6Ly9pZHAuZXhhbXBsZS9rZXlz", "jwt_scope_to_policy_mapping": \(mapping),
         "proxy": {"listen_path": "\(path)", "target_url": "https://\(id).example/", "strip_listen_path": true}
         \(more.isEmpty ? "" : "," + more)}
        """
    }

    /// A policy with access to APIs, and some more members.
    static func policy(id: String, apis: [String] = ["x"], more: String = "\"rate\": 5, \"per\": 1") -> String {
        let rights = apis.map { "\"\($0)\": {\"api_id\": \"\($0)\", \"versions\": [\"Default\"]}" }
        return "{\"id\": \"\(id)\", \"access_rights\": {\(rights.joined(separator: ","))}, \"partitions\": {}, \(more)}"
    }
}

extension TykImport {
    /// The differences that stand at this place, or below it.
    func differences(at pointer: String) -> [ImportDifference] {
        differences.filter { $0.pointer == pointer || $0.pointer.hasPrefix(pointer + "/") }
    }
}
