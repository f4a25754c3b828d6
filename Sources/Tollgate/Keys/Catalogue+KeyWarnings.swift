package import TollgateCatalogue
internal import TollgateCrypto
internal import TollgateEncoding

extension Catalogue {
    /// Warns of APIs and issuers whose tokens may have been signed with more keys than are tried.
    ///
    /// - Parameter sets: The key sets that are known, by the names of their issuers.
    /// - Returns: A warning for each API and each issuer of which it is known, or where it can be.
    package func keyWarnings(_ sets: [String: KeySet]) -> [CatalogueProblem] {
        let collisions = keyCollisions(sets)
        let known = Set(collisions.map(\.path))
        let maximum = KeyTable.maximumCandidates
        return collisions
            + apis.compactMap { api in
                let path = ["apis", api.name, "issuers"]
                let count = Set(api.issuers).count
                guard count > maximum, !known.contains(path) else { return nil }
                return CatalogueProblem(
                    .warning, at: path,
                    "a token is tried with \(maximum) keys at most, and \(count) issuers can have more under one `kid`: "
                        + "those of the issuer that it names as `iss` come first. `tollgate keys` tells where that is "
                        + "so; each issuer should use kids of its own")
            }
    }

    /// Warns of APIs and issuers whose tokens may have been signed with more keys of these sets than are tried.
    ///
    /// - Parameter sets: The key sets, by the names of their issuers.
    /// - Returns: A warning for each API whose issuers have too many keys under one `kid`, and for each issuer with too
    ///   many keys for tokens without one.
    package func keyCollisions(_ sets: [String: KeySet]) -> [CatalogueProblem] {
        let maximum = KeyTable.maximumCandidates
        let issuerWarnings = issuers.compactMap { issuer -> CatalogueProblem? in
            let count = Self.distinct(sets[issuer.name]?.entries.map(\.key) ?? []).count
            guard count > maximum else { return nil }
            return CatalogueProblem(
                .warning, at: ["issuers", issuer.name, "keys"],
                "it has \(count) different keys, and a token without `kid` is tried with the first \(maximum) of them "
                    + "only: have the issuer write a `kid` into its tokens, or take out keys that it uses no more")
        }
        return issuerWarnings + apis.flatMap { api in collisions(on: api, sets) }
    }

    private func collisions(on api: API, _ sets: [String: KeySet]) -> [CatalogueProblem] {
        guard !sets.isEmpty else { return [] }
        var byKeyID: [ExactString: [(issuer: String, key: RS256Key)]] = [:]
        for issuer in Set(api.issuers).sorted() {
            for entry in sets[issuer]?.entries ?? [] {
                guard let keyID = entry.exactKeyID else { continue }
                byKeyID[keyID, default: []].append((issuer, entry.key))
            }
        }
        return byKeyID.sorted { $0.key < $1.key }.compactMap { keyID, holders in
            guard holders.count > KeyTable.maximumCandidates else { return nil }
            let count = Self.distinct(holders.map(\.key)).count
            guard count > KeyTable.maximumCandidates else { return nil }
            let names = holders.prefix(Self.maximumTold).map { "`\($0.issuer)`" }.joined(separator: ", ")
            let more = holders.count > Self.maximumTold ? " and \(holders.count - Self.maximumTold) more" : ""
            return CatalogueProblem(
                .warning, at: ["apis", api.name, "issuers"],
                "\(count) different keys have the kid `\(VisibleText.of(String(keyID.text.prefix(64))))`: those of "
                    + "\(names)\(more). A token is tried with \(KeyTable.maximumCandidates) of them at most, that of "
                    + "the issuer that it names as `iss` first: each issuer should use kids of its own")
        }
    }

    /// More issuers than this are only counted.
    private static let maximumTold = 8

    private static func distinct(_ keys: [RS256Key]) -> [RS256Key] {
        keys.reduce(into: []) { distinct, key in
            if !distinct.contains(key) { distinct.append(key) }
        }
    }
}
