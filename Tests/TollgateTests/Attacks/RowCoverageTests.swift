import Foundation
import Testing

/// The attack catalogue numbers its rows; each test of this folder names the rows that it defends against.
///
/// It is `ThreatModel.md` of the documentation, and `.ci/citations` compares both.
@Suite("The attack catalogue")
struct RowCoverageTests {
    /// Which row is tested where.
    ///
    /// Not here: 35 and 36 (redirects, sizes and deadlines, with the HTTP client), 44 and 45 (what reaches the upstream,
    /// and paths), 49 (ECDSA, which there is none of). Row 39's token in the query is tested with the HTTP middleware.
    private static let files: [String: Set<Int>] = [
        "AlgorithmAttackTests": [1, 2, 3, 4, 5],
        "AnswerAttackTests": [43, 48],
        "BearerAttackTests": [39, 40, 41, 42],
        "CacheAttackTests": [38, 50],
        "ClaimAttackTests": [26, 29, 46, 47],
        "DuplicateAttackTests": [16],
        "EncodingAttackTests": [17, 18],
        "FormAttackTests": [13, 14, 15, 16, 21],
        "HeaderAttackTests": [10, 11, 12, 26, 27],
        "IssuerAttackTests": [28, 30],
        "KeyChoiceAttackTests": [6, 7, 8, 9, 28],
        "KeyFetchAttackTests": [34, 37],
        "KeySetAttackTests": [25, 31, 32, 33],
        "SignatureAttackTests": [22, 23, 24],
        "TimeAttackTests": [19, 20],
    ]

    @Test("Each row that concerns tokens and their place in a request has a test named after it, in the file told here")
    func namesEachRow() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        var found: [String: Set<Int>] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.lastPathComponent.hasSuffix("AttackTests.swift") {
            let text = try String(contentsOf: file, encoding: .utf8)
            let rows = text.matches(of: /"Rows? ([0-9, ]+):/).flatMap { match in
                match.1.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
            }
            found[file.deletingPathExtension().lastPathComponent] = Set(rows)
        }
        #expect(found == Self.files)
        let wanted = Set(Array(1...34) + Array(37...43) + Array(46...48) + [50])
        #expect(found.values.reduce(into: []) { $0.formUnion($1) } == wanted)
    }
}
