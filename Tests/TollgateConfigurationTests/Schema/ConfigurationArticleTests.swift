import Foundation
import Testing
import TollgateConfiguration

@Suite("The article about the configuration has every key")
struct ConfigurationArticleTests {
    /// The names of the keys in an object of the schema, and in all that it holds.
    private static func keys(of schema: Any) -> Set<String> {
        switch schema {
        case let object as [String: Any]:
            let own =
                (object["properties"] as? [String: Any])?.filter { $0.value is [String: Any] }.keys.map { $0 } ?? []
            return object.values.reduce(into: Set(own)) { $0.formUnion(keys(of: $1)) }
        case let list as [Any]: return list.reduce(into: []) { $0.formUnion(keys(of: $1)) }
        default: return []
        }
    }

    @Test("Each key of the schema stands in it as code")
    func listsKeys() throws {
        let schema = try JSONSerialization.jsonObject(with: Data(ConfigurationSchema.text.utf8))
        let keys = Self.keys(of: schema)
        #expect(keys.count > 80)
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/Tollgate/Documentation.docc/Configuration.md")
        let article = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        let code = article.split(separator: "\n").flatMap { line in
            line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .compactMap { $0.offset.isMultiple(of: 2) ? nil : $0.element }
        }
        let sections = article.split(separator: "\n").filter { $0.hasPrefix("## ") }
        let words = Set(
            (code + sections).flatMap { $0.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) } }.map(
                String.init))
        #expect(keys.subtracting(words).sorted() == [])
    }
}
