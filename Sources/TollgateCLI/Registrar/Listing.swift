import Foundation
import Tollgate
import TollgateCatalogue
import TollgateEncoding

/// A row of a table that a command prints, or an object of a JSON array.
protocol ListingRow: Encodable {
    /// The titles of the columns.
    static var header: [String] { get }
    /// The columns.
    var cells: [String] { get }
}

/// Prints rows: for people a table with a header, for programs one JSON document.
enum Listing {
    static func write<Row: ListingRow>(_ rows: [Row], json: Bool) throws {
        if json { return StandardOutput.write(try JSONOutput.of(rows)) }
        for line in lines(rows) { StandardOutput.write(line) }
    }

    /// Prints one row alone; as JSON it is an object.
    static func write<Row: ListingRow>(_ row: Row, json: Bool) throws {
        if json { return StandardOutput.write(try JSONOutput.of(row)) }
        for line in lines([row]) { StandardOutput.write(line) }
    }

    /// The lines of the table.
    ///
    /// What providers and developers have written must do nothing to a terminal.
    static func lines<Row: ListingRow>(_ rows: [Row]) -> [String] {
        TextTable.lines([Row.header] + rows.map { $0.cells.map { $0.isEmpty ? "-" : VisibleText.of($0) } })
    }

    /// A time in Unix seconds as people read it.
    static func time(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }
}
