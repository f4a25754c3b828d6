import Foundation
import Testing
import TollgateCatalogue

@Suite("The README's table of profiles says what is so")
struct ReadmeProfilesTests {
    @Test("Each profile stands there with its types and claims", arguments: IssuerProfile.allCases)
    func listsProfiles(profile: IssuerProfile) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
        let readme = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        func cell(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }
        let row =
            "| `\(profile.rawValue)` | \(cell(profile.tokenTypes.map { $0 ?? "none" })) | \(cell(profile.scopeClaims)) "
            + "| \(cell(profile.clientIDClaims)) |"
        #expect(readme.contains(row))
    }
}
