/// The policies and API definitions of some files.
struct TykDocuments {
    private(set) var policies: [TykPolicy] = []
    private(set) var apis: [TykAPI] = []
    /// The roots of the files, for finding what was not read.
    private(set) var roots: [(file: String, node: TykNode)] = []

    private let findings: ImportFindings

    init(findings: ImportFindings) {
        self.findings = findings
    }

    /// Reads a file.
    ///
    /// - Parameter file: The file.
    /// - Throws: ``TykFileError`` where it is no JSON of at most 16 MiB, or was named and is a resource of tyk-operator
    ///   or has neither policies nor APIs.
    mutating func add(_ file: TykFile) throws(TykFileError) {
        if let kind = OperatorResource.kind(inYAML: file.json) { return try leaveOut(file, kind) }
        let root = try TykNode.parse(file.json, file: file.name)
        if let kind = OperatorResource.kind(of: root) { return try leaveOut(file, kind) }
        let before = policies.count + apis.count
        classify(root, key: nil, file: file.name)
        if policies.count + apis.count == before, !isEmptyList(root) {
            let message = "there are neither Tyk policies nor Tyk API definitions in it"
            guard file.isFromFolder else { throw TykFileError(file: file.name, message: message) }
            findings.add(.none, at: root, in: file.name, found: "the file", "left out: \(message)")
            return
        }
        roots.append((file.name, root))
    }

    /// Refuses a resource of tyk-operator; of a folder, it is left out.
    private func leaveOut(_ file: TykFile, _ kind: String) throws(TykFileError) {
        let advice = OperatorResource.advice(kind)
        guard file.isFromFolder else { throw TykFileError(file: file.name, message: advice) }
        findings.add(.narrower, decide: true, at: nil, in: file.name, found: "the file", "left out: \(advice)")
    }

    private func isEmptyList(_ node: TykNode) -> Bool {
        switch node.content {
        case .list(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    private mutating func classify(_ node: TykNode, key: String?, file: String) {
        switch node.content {
        case .list(let elements):
            node.markRead()
            for element in elements { classify(element, key: nil, file: file) }
        case .object(let members):
            if node[TykAPI.extensionName] != nil {
                apis.append(TykAPI(oas: node, file: file, findings: findings))
            } else if Self.isAPI(node) {
                apis.append(TykAPI(classic: node, file: file))
            } else if Self.isPolicy(node) {
                policies.append(TykPolicy(node, key: key, file: file, findings: findings))
            } else {
                // What wraps an API, or a list of things, or policies by their ids.
                node.markRead()
                let isMap = members.contains { Self.isPolicy($0.node) }
                for member in members {
                    switch member.node.content {
                    case .object where isMap && Self.isPolicy(member.node):
                        classify(member.node, key: member.name, file: file)
                    case .object where member.name == "api_definition": classify(member.node, key: nil, file: file)
                    case .list where ["apis", "Data", "policies"].contains(member.name):
                        classify(member.node, key: nil, file: file)
                    default: break
                    }
                }
            }
        default: break
        }
    }

    private static func isAPI(_ node: TykNode) -> Bool {
        node["proxy"]?["listen_path"] != nil || node["api_id"] != nil && node["proxy"] != nil
    }

    private static func isPolicy(_ node: TykNode) -> Bool {
        guard case .object = node.content else { return false }
        let members = ["access_rights", "quota_max", "quota_renewal_rate", "partitions", "rate", "per", "is_inactive"]
        return members.count { node[$0] != nil } >= 2
    }
}
