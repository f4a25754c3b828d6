import Foundation

/// The state that shows that a file is another one, or has been written to, without reading it.
struct FileState: Hashable {
    /// The place that symbolic links lead to: a file may be replaced by changing one on the way.
    private let path: String
    private let number: UInt64
    private let size: UInt64
    private let modificationDate: Date

    /// The state of a file now, or `nil` where there is none.
    init?(path: String) {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
            let number = attributes[.systemFileNumber] as? NSNumber, let size = attributes[.size] as? NSNumber,
            let modificationDate = attributes[.modificationDate] as? Date
        else { return nil }
        self.path = resolved
        self.number = number.uint64Value
        self.size = size.uint64Value
        self.modificationDate = modificationDate
    }
}
