/// Rows of texts, their columns one below the other.
enum TextTable {
    /// The lines of a table.
    ///
    /// - Parameters:
    ///   - rows: The rows, with as many texts each.
    ///   - numbersFrom: The first column that is aligned to the right; default: none is.
    /// - Returns: A line for each row.
    static func lines(_ rows: [[String]], numbersFrom: Int = .max) -> [String] {
        guard let first = rows.first else { return [] }
        let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return column >= numbersFrom ? padding + text : text + padding
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
