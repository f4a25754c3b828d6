import Foundation
import Testing

@Suite("The article about swift-nio shows what the tests run")
struct ArticleTests {
    private func text(_ path: String) throws -> String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        return try String(contentsOf: package.appending(path: path).standardizedFileURL, encoding: .utf8)
    }

    @Test("The pipeline is that of the example server")
    func showsThePipeline() throws {
        let source = try text("Fixtures/NIOServer/ExampleServer.swift")
        let start = try #require(source.range(of: "        // pipeline begins\n")).upperBound
        let end = try #require(source.range(of: "        // pipeline ends")).lowerBound
        let lines = source[start..<end].split(separator: "\n").map { $0.dropFirst(8) }
        let article = try text("Sources/Tollgate/Documentation.docc/EmbeddingInNIO.md")
        #expect(article.contains("```swift\n" + lines.joined(separator: "\n") + "\n```"))
    }
}
