import Foundation
import TollgateEncoding
import TollgateRegistrar

/// A JSON text that a command was given as a file, or as `-` for standard input.
struct JSONInput {
    /// Its name in errors.
    let name: String
    let bytes: [UInt8]

    /// Reads it.
    ///
    /// - Throws: `CommandFailure` if there is no such file.
    init(_ path: String) throws {
        if path == "-" {
            name = "standard input"
            bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
            return
        }
        name = path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.usage("the file \(path) cannot be read")
        }
        bytes = Array(data)
    }

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The members of the object that it is.
    ///
    /// - Throws: `CommandFailure` with the place of what is no JSON.
    func object() throws -> [String: JSONValue] {
        guard let members = try value(of: try node(in: 0..<bytes.count), from: 0).object else {
            throw failure(at: 0, "a JSON object is expected")
        }
        return members
    }

    /// The elements of the array that it is, or else its lines, each with the number of the line that it begins on.
    ///
    /// - Throws: `CommandFailure` with the place of what is no JSON.
    func elements() throws -> [(line: Int, value: JSONValue)] {
        let start = bytes.firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let start, bytes[start] == UInt8(ascii: "[") else { return try lines() }
        guard case .array(let elements) = try node(in: 0..<bytes.count).content else { return [] }
        var (line, counted) = (1, 0)
        return try elements.map { element in
            line += bytes[counted..<element.range.lowerBound].count { $0 == UInt8(ascii: "\n") }
            counted = element.range.lowerBound
            return (line, try value(of: element, from: 0))
        }
    }

    private func lines() throws -> [(line: Int, value: JSONValue)] {
        var found: [(line: Int, value: JSONValue)] = []
        var start = 0
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let end = start + line.count
            if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                found.append((index + 1, try value(of: try node(in: start..<end), from: start)))
            }
            start = end + 1
        }
        return found
    }

    private func node(in range: Range<Int>) throws -> JSONNode {
        do throws(JSONFault) {
            return try JSONTree.read(Array(bytes[range]), as: .strict, maximumDepth: JSONValue.maximumDepth)
        } catch {
            // A member that is there twice is told where its name begins.
            let place = error.error == .duplicateMember ? error.start : error.index
            throw failure(at: range.lowerBound + place, Self.words(error.error))
        }
    }

    /// The value of a node of the part that begins at `start`.
    private func value(of node: JSONNode, from start: Int) throws -> JSONValue {
        guard let value = try? JSONValue(node, as: .strict) else {
            throw failure(at: start + node.range.lowerBound, "not JSON")
        }
        return value
    }

    private func failure(at index: Int, _ message: String) -> CommandFailure {
        let start = bytes.prefix(index).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return CommandFailure(
            message: "\(name):\(line(at: index)):\(index - start + 1): error: \(message)",
            exitCode: CommandFailure.usage)
    }

    private func line(at index: Int) -> Int {
        bytes.prefix(index).count { $0 == UInt8(ascii: "\n") } + 1
    }

    private static func words(_ error: JSONError) -> String {
        switch error {
        case .encoding: "not UTF-8, or a byte order mark or half a surrogate pair"
        case .duplicateMember: "this object has a member twice"
        case .tooDeep: "nested deeper than \(JSONValue.maximumDepth)"
        default: "not JSON"
        }
    }
}
