import Foundation

/// The place of `Fixtures/quickstart/tollgate.yaml`: below the current folder, or in the checkout that this was built
/// from.
enum QuickstartFile {
    private static let place = "Fixtures/quickstart/tollgate.yaml"

    static func find() throws -> String {
        if FileManager.default.fileExists(atPath: place) { return place }
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let built = folder.appending(path: place).path
        guard FileManager.default.fileExists(atPath: built) else {
            throw CommandFailure.usage("\(place) is not here; run the demo in a checkout of Tollgate")
        }
        return built
    }
}
