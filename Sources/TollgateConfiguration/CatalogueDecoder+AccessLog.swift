extension CatalogueDecoder {
    /// Reads where requests are logged, and which.
    func decodeAccessLog(_ value: YAMLValue) -> AccessLogSettings? {
        guard let section = value.section(.accessLog) else { return nil }
        let file = section["file"]?.text("the path of a file").map(path)
        let isStandardOutput = section["stdout"]?.value("true") { $0 == "true" ? true : nil }
        var settings: AccessLogSettings
        switch (section["file"], section["stdout"]) {
        case (_?, nil):
            guard let file else { return nil }
            settings = AccessLogSettings(.file(file))
        case (nil, _?):
            guard isStandardOutput != nil else { return nil }
            settings = AccessLogSettings(.standardOutput)
        default:
            value.fail("expected either `file`, the file that lines are added to, or `stdout: true`")
            return nil
        }
        if let value = section["sample"],
            let sample = value.value("a number from 0 to 1", { Double($0).flatMap { (0...1).contains($0) ? $0 : nil } })
        {
            settings.sample = sample
        }
        settings.includesQuery = section["query"]?.boolean() ?? false
        return settings
    }
}
