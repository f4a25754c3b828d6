import Foundation

/// A page for readers of this package.
enum Page {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")

    /// The text of a file of this package.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: package.appending(path: path).standardizedFileURL, encoding: .utf8)
    }

    /// The text of an article of the documentation.
    static func article(_ name: String) throws -> String {
        try text("Sources/Tollgate/Documentation.docc/\(name).md")
    }
}
