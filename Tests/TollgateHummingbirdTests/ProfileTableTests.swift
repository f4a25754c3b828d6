import Testing
import TollgateCatalogue

@Suite("The table of profiles says what is so")
struct ProfileTableTests {
    @Test("Each profile stands there with its types and claims", arguments: IssuerProfile.allCases)
    func listsProfiles(profile: IssuerProfile) throws {
        func cell(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }
        let row =
            "| `\(profile.rawValue)` | \(cell(profile.tokenTypes.map { $0 ?? "none" })) | \(cell(profile.scopeClaims)) "
            + "| \(cell(profile.clientIDClaims)) |"
        #expect(try Page.article("Configuration").contains(row))
    }
}
