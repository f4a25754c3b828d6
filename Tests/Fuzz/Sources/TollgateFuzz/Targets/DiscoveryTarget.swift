import Foundation

/// What other servers say beside keys: the first line of the input is a URL, the second one a `Cache-Control`, and the
/// rest a discovery document.
enum DiscoveryTarget {
    static func run(_ input: [UInt8]) {
        let parts = input.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
        if let parts = URLParts(String(decoding: parts[0], as: UTF8.self)) {
            must(URLParts(parts.origin + parts.target), equal: parts, "a URL's parts make up the same URL")
            must((1...65_535).contains(parts.port) && !parts.host.isEmpty, "a URL has a host and a port")
        }
        if parts.count > 1 {
            let age = CacheControl.maximumAgeSeconds(String(decoding: parts[1], as: UTF8.self))
            must(age.map { (0...2_147_483_647).contains($0) } ?? true, "an age is within 68 years")
        }
        if parts.count > 2 {
            let found = try? JSONDecoder().decode(ProviderMetadata.self, from: Data(parts[2]))
            let again = try? JSONDecoder().decode(ProviderMetadata.self, from: Data(parts[2]))
            must(again, equal: found, "a document is read the same each time")
        }
    }
}
