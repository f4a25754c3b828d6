/// The values of one metric with one set of labels.
protocol Series: AnyObject, Sendable {
    /// What stands in the text: one sample, or several whose names have different ends.
    var samples: [(suffix: String, value: String)] { get }
}
