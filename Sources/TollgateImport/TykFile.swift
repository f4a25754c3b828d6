/// A file that a Tyk gateway or Dashboard has written.
public struct TykFile: Sendable {
    /// Its name, for reports.
    public let name: String
    /// What is in it.
    public let json: [UInt8]
    /// Whether it was found in a folder that was named, instead of being named itself.
    ///
    /// Then it may be something else than policies and APIs.
    public let isFromFolder: Bool

    /// A file.
    public init(name: String, json: [UInt8], isFromFolder: Bool = false) {
        self.name = name
        self.json = json
        self.isFromFolder = isFromFolder
    }
}
