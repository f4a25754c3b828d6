import Foundation
import Tollgate
import TollgateRegistrar

/// A JSON text that a command was given as a file, or as `-` for standard input.
struct JSONInput {
    private static let maximumDepth = 100

    /// What it is called in errors.
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
        guard let members = try value(in: 0..<bytes.count).object else {
            throw failure(at: 0, "a JSON object is expected")
        }
        return members
    }

    /// The elements of the array that it is, or else its lines, each with the number of the line that it begins on.
    ///
    /// - Throws: `CommandFailure` with the place of what is no JSON.
    func elements() throws -> [(line: Int, value: JSONValue)] {
        var scanner = JSONScanner()
        scanner.skipWhitespace(bytes.span)
        guard scanner.index < bytes.count, bytes[scanner.index] == UInt8(ascii: "[") else { return try lines() }
        var ranges: [Range<Int>] = []
        do throws(JSONError) {
            try Self.skip(bytes.span, &scanner, depth: 1) { ranges.append($0) }
            scanner.skipWhitespace(bytes.span)
            guard scanner.index == bytes.count else { throw .syntax }
        } catch {
            throw failure(at: scanner.index, Self.words(error))
        }
        var (line, counted) = (1, 0)
        return try ranges.map { range in
            line += bytes[counted..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
            counted = range.lowerBound
            return (line, try value(in: range))
        }
    }

    private func lines() throws -> [(line: Int, value: JSONValue)] {
        var found: [(line: Int, value: JSONValue)] = []
        var start = 0
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let end = start + line.count
            if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                found.append((index + 1, try value(in: start..<end)))
            }
            start = end + 1
        }
        return found
    }

    private func value(in range: Range<Int>) throws -> JSONValue {
        let part = Array(bytes[range])
        var scanner = JSONScanner()
        do throws(JSONError) {
            scanner.skipWhitespace(part.span)
            try Self.skip(part.span, &scanner, depth: 1) { _ in }
            scanner.skipWhitespace(part.span)
            guard scanner.index == part.count else { throw .syntax }
        } catch {
            throw failure(at: range.lowerBound + scanner.index, Self.words(error))
        }
        guard let value = JSONValue(parsing: part) else { throw failure(at: range.lowerBound, "not JSON") }
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
        case .tooDeep: "nested deeper than \(maximumDepth)"
        default: "not JSON"
        }
    }

    /// Passes one value, and tells where each element is if it is an array.
    private static func skip(
        _ json: Span<UInt8>, _ scanner: inout JSONScanner, depth: Int, element: (Range<Int>) -> Void
    ) throws(JSONError) {
        guard depth <= maximumDepth else { throw .tooDeep }
        switch try scanner.peek(json) {
        case .string: _ = try scanner.readString(json)
        case .number: _ = try scanner.readNumber(json)
        case .null: try scanner.readWord("null", json)
        case .boolean: try scanner.readWord(json[scanner.index] == UInt8(ascii: "t") ? "true" : "false", json)
        case .object:
            var names: Set<[UInt8]> = []
            try list(json, &scanner, closing: UInt8(ascii: "}")) { scanner throws(JSONError) in
                let start = scanner.index
                let name = try scanner.readString(json).string(in: json)
                guard names.insert(Array(name.utf8)).inserted else {
                    scanner.index = start
                    throw .duplicateMember
                }
                scanner.skipWhitespace(json)
                guard scanner.index < json.count, json[scanner.index] == UInt8(ascii: ":") else { throw .syntax }
                scanner.index += 1
                scanner.skipWhitespace(json)
                try skip(json, &scanner, depth: depth + 1) { _ in }
            }
        case .array:
            try list(json, &scanner, closing: UInt8(ascii: "]")) { scanner throws(JSONError) in
                let start = scanner.index
                try skip(json, &scanner, depth: depth + 1) { _ in }
                element(start..<scanner.index)
            }
        }
    }

    private static func list(
        _ json: Span<UInt8>, _ scanner: inout JSONScanner, closing: UInt8,
        _ one: (inout JSONScanner) throws(JSONError) -> Void
    ) throws(JSONError) {
        scanner.index += 1
        scanner.skipWhitespace(json)
        if scanner.index < json.count, json[scanner.index] == closing {
            scanner.index += 1
            return
        }
        while true {
            scanner.skipWhitespace(json)
            try one(&scanner)
            scanner.skipWhitespace(json)
            guard scanner.index < json.count else { throw .syntax }
            let next = json[scanner.index]
            guard next == closing || next == UInt8(ascii: ",") else { throw .syntax }
            scanner.index += 1
            if next == closing { return }
        }
    }
}
