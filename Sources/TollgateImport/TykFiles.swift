internal import Foundation

/// Reads Tyk's files from the file system.
package enum TykFiles {
    /// The most files that one import reads.
    private static let maximumFiles = 10_000
    /// The most bytes that one import reads.
    private static let maximumBytes = 256 * 1024 * 1024

    /// Reads files, and the files with the ending `.json` in folders and the folders below them.
    ///
    /// The YAML files of a folder that are resources of tyk-operator are read as well, so that they can be reported.
    ///
    /// - Parameter paths: Files and folders.
    /// - Returns: The files, those of a folder in the order of their names.
    /// - Throws: ``TykFileError`` for the first path that is not there or cannot be read, for the first folder without
    ///   such files, and where there are more than 10 000 files or 256 MiB.
    package static func read(_ paths: [String]) throws(TykFileError) -> [TykFile] {
        var files: [TykFile] = []
        var bytes = 0
        for path in paths {
            let isFolder = try isFolder(path)
            let before = files.count
            for file in isFolder ? try candidates(in: path) : [path] {
                let json = try contents(of: file)
                if isFolder, !file.hasSuffix(".json"), OperatorResource.kind(inYAML: json) == nil { continue }
                bytes += json.count
                guard files.count < maximumFiles, bytes <= maximumBytes else {
                    throw TykFileError(
                        file: file, message: "too much: at most \(maximumFiles) files and 256 MiB are read at once")
                }
                files.append(TykFile(name: file, json: json, isFromFolder: isFolder))
            }
            guard files.count > before else {
                throw TykFileError(file: path, message: "no file with the ending .json lies in it")
            }
        }
        return files
    }

    private static func isFolder(_ path: String) throws(TykFileError) -> Bool {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw TykFileError(file: path, message: "there is no such file or folder")
        }
        return isFolder.boolValue
    }

    /// The files of a folder whose ending is that of JSON or YAML.
    private static func candidates(in folder: String) throws(TykFileError) -> [String] {
        guard let found = FileManager.default.enumerator(atPath: folder) else {
            throw TykFileError(file: folder, message: "the folder cannot be read")
        }
        var files: [String] = []
        while let name = found.nextObject() as? String {
            let isHidden = name.split(separator: "/").contains { $0.first == "." }
            // A link, a pipe or a folder named so is not read.
            let isFile = found.fileAttributes?[.type] as? FileAttributeType == .typeRegular
            guard !isHidden, isFile, [".json", ".yaml", ".yml"].contains(where: name.hasSuffix) else { continue }
            files.append(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)")
            guard files.count <= maximumFiles else {
                throw TykFileError(file: folder, message: "more than \(maximumFiles) files lie in it")
            }
        }
        return files.sorted()
    }

    private static func contents(of path: String) throws(TykFileError) -> [UInt8] {
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            // One byte more than is accepted tells a file that is too long, however long it is.
            return [UInt8](try handle.read(upToCount: TykNode.maximumBytes + 1) ?? Data())
        } catch {
            throw TykFileError(file: path, message: "the file cannot be read: \(error.localizedDescription)")
        }
    }
}
