/// A file that a Tyk gateway or Dashboard has written.
package struct TykFile: Sendable {
    /// Its name, for reports.
    package let name: String
    /// Its content.
    package let json: [UInt8]
    /// Whether it was found in a folder that was named, instead of being named itself.
    ///
    /// Then it may be something else than policies and APIs.
    package let isFromFolder: Bool

    /// A file.
    package init(name: String, json: [UInt8], isFromFolder: Bool = false) {
        self.name = name
        self.json = json
        self.isFromFolder = isFromFolder
    }
}
