internal import CoreMetrics
internal import Tollgate

/// The metrics of one issuer's keys, each made when there is something to tell for the first time.
struct IssuerMetrics {
    private let issuer: String
    private let factory: any MetricsFactory
    private let usableKeys: Meter
    private var unknownKeyFetches: TotalCounter
    private var setAge: Meter?
    private var usableFor: Meter?
    private var skippedKeys: [SkippedKey.Reason: Meter] = [:]
    private var fetches: [String: Counter] = [:]

    init(issuer: String, factory: any MetricsFactory) {
        self.issuer = issuer
        self.factory = factory
        let labels = [("issuer", issuer)]
        usableKeys = Meter(label: KeyMetric.usableKeys.rawValue, dimensions: labels, factory: factory)
        unknownKeyFetches = TotalCounter(
            Counter(label: KeyMetric.unknownKeyFetches.rawValue, dimensions: labels, factory: factory))
    }

    /// Counts a fetch that is finished.
    mutating func fetched(result: String) {
        let counter =
            fetches[result]
            ?? Counter(
                label: KeyMetric.fetches.rawValue, dimensions: [("issuer", issuer), ("result", result)],
                factory: factory)
        fetches[result] = counter
        counter.increment()
    }

    /// Tells how the keys stand.
    mutating func record(_ status: KeyStore.Status) {
        usableKeys.set(status.isUsable ? status.keySet?.entries.count ?? 0 : 0)
        unknownKeyFetches.reach(status.unknownKeyFetches)
        if let age = status.age { meter(\.setAge, .setAge).set(age / .seconds(1)) }
        if let left = status.usableFor {
            meter(\.usableFor, .usableFor).set(left / .seconds(1))
        } else {
            // Their time is over; keys that may be used for ever have no meter.
            usableFor?.set(0)
        }
        let counts = Dictionary(grouping: status.keySet?.skipped ?? [], by: \.reason).mapValues(\.count)
        for reason in counts.keys where skippedKeys[reason] == nil {
            skippedKeys[reason] = Meter(
                label: KeyMetric.skippedKeys.rawValue, dimensions: [("issuer", issuer), ("reason", reason.rawValue)],
                factory: factory)
        }
        for (reason, meter) in skippedKeys { meter.set(counts[reason] ?? 0) }
    }

    /// Lets the metrics go: the issuer is there no longer.
    func destroy() {
        for meter in [usableKeys, setAge, usableFor].compactMap({ $0 }) + skippedKeys.values { meter.destroy() }
        for counter in fetches.values { counter.destroy() }
        unknownKeyFetches.destroy()
    }

    private mutating func meter(_ path: WritableKeyPath<IssuerMetrics, Meter?>, _ metric: KeyMetric) -> Meter {
        if let meter = self[keyPath: path] { return meter }
        let meter = Meter(label: metric.rawValue, dimensions: [("issuer", issuer)], factory: factory)
        self[keyPath: path] = meter
        return meter
    }
}
