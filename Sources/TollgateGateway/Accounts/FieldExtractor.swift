internal import Tracing

/// Reads what a client tells of its trace; several fields of a name are one list (RFC 9110 §5.3).
struct FieldExtractor: Extractor {
    func extract(key: String, from fields: FieldBlock) -> String? {
        let bytes = fields.bytes.span
        var found: [String] = []
        for line in fields.lines where line.kind == .other && line.name.count == key.utf8.count {
            if FieldValue.equals(bytes, line.name, key) { found.append(fields.text(line.value)) }
        }
        return found.isEmpty ? nil : found.joined(separator: ",")
    }
}
