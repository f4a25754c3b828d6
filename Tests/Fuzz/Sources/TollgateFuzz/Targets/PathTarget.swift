import Tollgate
import TollgateCatalogue

/// The path of a request: the first line of the input is a request target, a second one a pattern.
enum PathTarget {
    static func run(_ input: [UInt8]) {
        let lines = input.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let pattern = lines.count > 1 ? PathPattern(lines[1]) : nil
        if let pattern { must(PathPattern(pattern.text), equal: pattern, "a pattern is read the same each time") }
        guard let target = lines.first, let path = try? RequestPath(target: target) else { return }
        must(target.utf8.starts(with: path.text.utf8), "the path is the beginning of the target")
        must(path.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }, "a path is printable ASCII")
        must(!path.segments.dropLast().contains(where: \.isEmpty), "no segment but the last one is empty")
        must(!path.segments.contains { $0 == "." || $0 == ".." }, "no segment leads elsewhere")
        must(
            !path.segments.contains { $0.utf8.contains { "/\\%;".utf8.contains($0) || $0 < 0x20 } },
            "no segment holds a separator or a control character")
        let parts = path.text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        must(path.segments.map { Array($0.utf8) }, equal: parts.map(decoded), "segments are what the path says")
        if let pattern { _ = pattern.matches(path.segments[...]) }
        let gate = FuzzGate.shared.gate
        let isBelow = path.segments.first == "payment-api" && path.segments.count > 1
        must((gate.catalogue.api(for: path) != nil) == isBelow, "an API is found below its listen path, and only there")
    }

    /// What a part of a path stands for, its percent signs resolved.
    private static func decoded(_ part: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(part)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
