internal import HTTPTypes

extension HTTPFields {
    /// Appends fields by their names; one whose name HTTP does not allow is left out.
    mutating func append(fields: [(name: String, value: String)]) {
        for field in fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            append(HTTPField(name: name, value: field.value))
        }
    }
}
