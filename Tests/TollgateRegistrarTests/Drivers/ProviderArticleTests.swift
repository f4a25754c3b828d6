import Foundation
import Testing
import TollgateRegistrar

@Suite("The article about identity providers has every driver")
struct ProviderArticleTests {
    @Test("Each driver has a row that says whether it renews secrets and holds clients to their scopes")
    func listsDrivers() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/Tollgate/Documentation.docc/IdentityProviders.md")
        let lines = try String(contentsOf: file.standardizedFileURL, encoding: .utf8).split(separator: "\n")
        for driver in ProviderDriver.builtIn {
            let row = try #require(lines.first { $0.hasPrefix("| `\(driver.name)` |") }, "\(driver.name)")
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            try #require(cells.count == 5)
            #expect(cells[3] == (driver.rotation == .unsupported ? "no" : "yes"), "\(driver.name)")
            guard driver.providerType == .oidc else { continue }
            #expect(cells[4].hasPrefix(driver.enforcesRegisteredScopes ? "yes" : "no"), "\(driver.name)")
        }
    }
}
