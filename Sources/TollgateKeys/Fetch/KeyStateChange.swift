internal import Logging
internal import Tollgate
internal import TollgateCatalogue
internal import TollgateEncoding

/// The change of an issuer's keys between two reports: at most one, worth one log line.
struct KeyStateChange: Hashable {
    /// More keys than this are only counted.
    private static let maximumKeysTold = 8
    /// Longer identifiers are cut.
    private static let maximumKeyIDLength = 64

    let level: Logger.Level
    let message: String
    /// The metadata of the line; texts of servers have everything escaped that is not visible.
    let details: [String: String]

    /// The change from one status to another of the same issuer; `nil` where nothing has changed that matters.
    ///
    /// - Parameters:
    ///   - old: The status at the last report; `nil` at the first one.
    ///   - new: The status now.
    init?(from old: KeyStore.Status?, to new: KeyStore.Status) {
        let added = Self.keys(of: new.keySet, notIn: old?.keySet)
        let removed = Self.keys(of: old?.keySet, notIn: new.keySet)
        let skipped = Self.skippedKeys(of: new.keySet, notIn: old?.keySet)
        var details = ["issuer": VisibleText.of(new.issuer)]
        func tellKeys() {
            details["usable"] = "\(new.keySet?.entries.count ?? 0)"
            if !added.isEmpty { details["added"] = Self.list(added) }
            if !removed.isEmpty { details["removed"] = Self.list(removed) }
            if !skipped.isEmpty { details["skipped"] = Self.list(skipped) }
        }
        let isFailing = new.lastError != nil
        if let error = new.lastError { details["reason"] = VisibleText.of(error) }

        if new.keySet != nil, old?.keySet == nil {
            level = .info
            message = "keys loaded"
            tellKeys()
        } else if !new.isUsable, old?.isUsable == true {
            level = .error
            message = "keys are older than max_stale; answering keys_unavailable until a fetch succeeds"
        } else if isFailing, old?.lastError == nil {
            level = .warning
            if let left = new.usableFor, new.isUsable {
                message = "keys cannot be fetched; retrying, and using the old ones meanwhile"
                details["usable_for_seconds"] = "\(left.components.seconds)"
            } else {
                message = "keys cannot be fetched; retrying, and answering keys_unavailable meanwhile"
            }
        } else if !isFailing, let old, old.lastError != nil || (new.isUsable && !old.isUsable) {
            level = .info
            message = "keys can be fetched again"
            tellKeys()
        } else if !added.isEmpty || !removed.isEmpty {
            level = .info
            message = "keys changed"
            tellKeys()
        } else if !skipped.isEmpty {
            level = .warning
            message = "keys are skipped"
            tellKeys()
        } else {
            return nil
        }
        self.details = details
    }

    /// The keys of a set that another one does not have under the same identifier.
    private static func keys(of set: KeySet?, notIn other: KeySet?) -> [String] {
        guard let set else { return [] }
        guard let other else { return set.entries.map { name($0.keyID) } }
        // Mostly nothing has changed, and to see that is cheap.
        guard !set.hasSameKeys(as: other) else { return [] }
        return set.entries.filter { entry in
            !other.entries.contains { $0.keyID == entry.keyID && $0.key == entry.key }
        }.map { name($0.keyID) }
    }

    /// The keys that a set has in vain and another one does not, each with the reason.
    private static func skippedKeys(of set: KeySet?, notIn other: KeySet?) -> [String] {
        guard let set, set.skipped != other?.skipped else { return [] }
        let known = Set(other?.skipped ?? [])
        return set.skipped.filter { !known.contains($0) }.map { "\(name($0.keyID)) (\($0.reason.rawValue))" }
    }

    private static func name(_ keyID: String?) -> String {
        guard let keyID else { return "(no kid)" }
        return VisibleText.of(String(keyID.unicodeScalars.prefix(maximumKeyIDLength)))
    }

    private static func list(_ names: [String]) -> String {
        let more = names.count - maximumKeysTold
        return names.prefix(maximumKeysTold).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
