internal import TollgateRegistrar

/// Refuses JSON that one program reads differently from another (RFC 8259 §4, §8.1), and what is nested without end.
///
/// The grammar is the parser's business, which comes after it.
enum StrictJSON {
    /// The deepest accepted nesting; no resource has more than five levels.
    static let maximumDepth = 16

    private enum Container {
        /// The names so far, and whether the next string is one.
        case object(Set<String>, expectsName: Bool)
        case array
    }

    /// What is wrong, in words; `nil` if nothing is.
    static func defect(in text: [UInt8]) -> String? {
        guard String(validating: text, as: UTF8.self) != nil else { return "the body is not UTF-8" }
        var containers: [Container] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "{"): containers.append(.object([], expectsName: true))
            case UInt8(ascii: "["): containers.append(.array)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = containers.popLast()
            case UInt8(ascii: ","): expectName(true, &containers)
            case UInt8(ascii: ":"): expectName(false, &containers)
            case UInt8(ascii: "\""):
                let end = endOfString(in: text, from: index)
                if let name = repeated(text[index..<end], &containers) {
                    return "the member `\(ShownName.of(name))` is there twice"
                }
                index = end - 1
            default: break
            }
            guard containers.count <= maximumDepth else { return "the body has more than \(maximumDepth) levels" }
            index += 1
        }
        return nil
    }

    /// Where a string that begins at `start` has ended.
    private static func endOfString(in text: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, text.count)
    }

    private static func expectName(_ expectsName: Bool, _ containers: inout [Container]) {
        if case .object(let names, _)? = containers.last {
            containers[containers.count - 1] = .object(names, expectsName: expectsName)
        }
    }

    /// The name that a string is, if its object has that name already.
    private static func repeated(_ string: ArraySlice<UInt8>, _ containers: inout [Container]) -> String? {
        guard case .object(var names, expectsName: true)? = containers.last,
            let name = JSONValue(parsing: Array(string))?.string
        else { return nil }
        guard names.insert(name).inserted else { return name }
        containers[containers.count - 1] = .object(names, expectsName: false)
        return nil
    }
}
