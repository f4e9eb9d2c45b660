import Model

extension SeriesDefinition {
    /// The granularities with their time arithmetic at hand.
    func timedGranularities() throws(NativeError) -> [SeriesGranularity] {
        try granularities.map { granularity throws(NativeError) in
            guard let timed = SeriesGranularity(granularity) else {
                throw .failed("The zone or format of granularity \(granularity.name) is unknown.")
            }
            return timed
        }
    }
}
