/// The values of one metric with one set of labels.
protocol Series: AnyObject, Sendable {
    /// The samples in the text: one, or several whose names have different ends.
    var samples: [(suffix: String, value: String)] { get }
}
