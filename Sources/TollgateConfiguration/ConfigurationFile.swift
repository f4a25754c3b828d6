internal import Foundation

/// Reads the bytes of a configuration file.
enum ConfigurationFile {
    /// A file longer than this is not one that a person wrote.
    private static let maximumBytes = 16 * 1024 * 1024

    static func text(at path: String) throws(ConfigurationError) -> String {
        let url = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw failure(path, "there is no such file")
        }
        guard !isFolder.boolValue else { throw failure(path, "this is a folder, not a file") }
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw failure(path, "the file cannot be read: \(error.localizedDescription)")
        }
        guard data.count <= maximumBytes else { throw failure(path, "the file is longer than 16 MiB") }
        guard let text = String(validating: data, as: UTF8.self) else { throw failure(path, "the file is not UTF-8") }
        return text
    }

    /// The folder that a file is in, with a slash at its end, or nothing for the current one.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[...slash])
    }

    private static func failure(_ path: String, _ message: String) -> ConfigurationError {
        ConfigurationError(problems: [
            ConfigurationProblem(
                severity: .error, file: path, line: nil, column: nil, path: "", message: message)
        ])
    }
}
