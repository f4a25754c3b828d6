import Foundation

/// A path for a unix socket; what stands there is removed with it.
final class TemporarySocket: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "tg-\(UInt32.random(in: 0 ... .max))").path

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
