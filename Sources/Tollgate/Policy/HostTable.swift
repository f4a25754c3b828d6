internal import TollgateCatalogue
internal import TollgateEncoding

/// The listen paths of APIs by the hosts that they are for.
///
/// A host is asked for in the form of `Host` (RFC 9110 §7.2): its port, a dot at its end and its case do not count.
/// It never changes.
struct HostTable: Sendable {
    /// Hosts, and the names of wildcards with the dot before them.
    private let names: ByteTable
    private let suffixes: ByteTable
    private let paths: [ListenPaths]
    private let pathsBelow: [ListenPaths]

    /// A table of the APIs that have hosts; `nil` where there is none.
    init?(_ apis: [CompiledAPI]) {
        var byPattern: [HostPattern: [CompiledAPI]] = [:]
        var patterns: [HostPattern] = []
        for api in apis {
            for host in api.source.hosts {
                if byPattern[host] == nil { patterns.append(host) }
                byPattern[host, default: []].append(api)
            }
        }
        guard !patterns.isEmpty else { return nil }
        let exact = patterns.filter { !$0.isWildcard }
        let wildcards = patterns.filter(\.isWildcard)
        names = ByteTable(exact.map { ExactString($0.name) })
        suffixes = ByteTable(wildcards.map { ExactString("." + $0.name) })
        paths = exact.map { ListenPaths(byPattern[$0] ?? []) }
        pathsBelow = wildcards.map { ListenPaths(byPattern[$0] ?? []) }
    }

    /// Searches the listen paths for a host, those of its own name first, then those of wildcards, the longest first.
    ///
    /// - Parameters:
    ///   - host: The host as it was sent; empty where there is none.
    ///   - search: Finds something in listen paths.
    /// - Returns: The first thing that was found.
    func first<Found>(_ host: Span<UInt8>, _ search: (ListenPaths) -> Found?) -> Found? {
        let count = Self.nameLength(host)
        guard count > 0 else { return nil }
        guard !Self.hasCapitals(host, count) else {
            var lowered: [UInt8] = []
            lowered.reserveCapacity(count)
            for index in 0..<count { lowered.append(Self.isCapital(host[index]) ? host[index] | 0x20 : host[index]) }
            return find(lowered.span, search)
        }
        return find(host.extracting(0..<count), search)
    }

    private func find<Found>(_ name: Span<UInt8>, _ search: (ListenPaths) -> Found?) -> Found? {
        if let place = names.place(of: name, 0..<name.count), let found = search(paths[place]) { return found }
        guard !pathsBelow.isEmpty else { return nil }
        for index in 1..<max(1, name.count) where name[index] == UInt8(ascii: ".") {
            if let place = suffixes.place(of: name, index..<name.count), let found = search(pathsBelow[place]) {
                return found
            }
        }
        return nil
    }

    /// The length of the name in a host; 0 where it is longer than any name.
    private static func nameLength(_ host: Span<UInt8>) -> Int {
        var end = host.count
        var index = end
        while index > 0 {
            let byte = host[index - 1]
            if byte == UInt8(ascii: ":") {
                end = index - 1
                break
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            index -= 1
        }
        if end > 0, host[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return end <= HostPattern.mostBytes ? end : 0
    }

    private static func hasCapitals(_ host: Span<UInt8>, _ count: Int) -> Bool {
        for index in 0..<count where isCapital(host[index]) { return true }
        return false
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
