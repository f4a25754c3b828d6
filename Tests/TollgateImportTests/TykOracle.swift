import Foundation

/// What Tyk decides for a new session, read off its documented rules and written apart from the import.
///
/// It knows scope mappings, partitions without `per_api`, and how limits of several policies merge.
struct TykOracle {
    /// What becomes of a request.
    enum Answer: Equatable {
        case refused
        /// Admitted; a rate as seconds for each request, a quota as number and window. `nil` is no limit.
        case admitted(secondsPerRequest: Double?, quota: Int?, window: Int?)
    }

    private typealias JSON = [String: Any]

    private var apis: [String: JSON] = [:]
    private var policies: [String: JSON] = [:]

    init(folder: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            guard var object = try JSONSerialization.jsonObject(with: data) as? JSON else { continue }
            if let inner = object["api_definition"] as? JSON { object = inner }
            if let id = object["api_id"] as? String {
                apis[id] = object
            } else {
                for (id, policy) in object { policies[id] = policy as? JSON }
            }
        }
    }

    var apiIDs: [String] { apis.keys.sorted() }

    func listenPath(of apiID: String) -> String {
        (apis[apiID]?["proxy"] as? JSON)?["listen_path"] as? String ?? ""
    }

    func decide(_ apiID: String, scopes: [String], method: String, path: String) -> Answer {
        let mapping = apis[apiID]?["jwt_scope_to_policy_mapping"] as? [String: String] ?? [:]
        let applied = Set(scopes.compactMap { mapping[$0] }).sorted().compactMap { policies[$0] }
        guard !applied.isEmpty, !applied.contains(where: { $0["is_inactive"] as? Bool == true }) else {
            return .refused
        }
        var rights: [JSON] = []
        var duration: Double?
        var quota: Int?
        var window = 0
        for policy in applied {
            let partitions = policy["partitions"] as? [String: Bool] ?? [:]
            let isWhole = !["quota", "rate_limit", "complexity", "acl"].contains { partitions[$0] == true }
            if isWhole || partitions["acl"] == true, let right = (policy["access_rights"] as? JSON)?[apiID] as? JSON {
                rights.append(right)
            }
            if isWhole || partitions["rate_limit"] == true {
                let rate = policy["rate"] as? Double ?? 0
                let per = policy["per"] as? Double ?? 0
                if rate != 0, per != 0 { duration = min(duration ?? .infinity, rate > 0 ? per / rate : 0) }
            }
            if isWhole || partitions["quota"] == true {
                let maximum = policy["quota_max"] as? Int ?? 0
                if maximum != 0 { quota = quota == -1 || maximum == -1 ? -1 : max(quota ?? 0, maximum) }
                window = max(window, policy["quota_renewal_rate"] as? Int ?? 0)
            }
        }
        guard !rights.isEmpty else { return .refused }
        let urls = rights.flatMap { $0["allowed_urls"] as? [JSON] ?? [] }
        let isOpen = urls.contains { url in
            guard let methods = url["methods"] as? [String], methods.contains(method),
                let regex = try? Regex(url["url"] as? String ?? "")
            else { return false }
            return path.firstMatch(of: regex) != nil
        }
        guard urls.isEmpty || isOpen else { return .refused }
        let isUnlimited = quota == nil || quota == -1
        return .admitted(
            secondsPerRequest: duration == 0 ? nil : duration, quota: isUnlimited ? nil : quota,
            window: isUnlimited ? nil : window)
    }
}
