import Expressions
import PlainBodies
import Sketches
import Values

/// Adds up totals by their attribute; filled and emptied again for every bucket.
///
/// Each total is touched once, however many there are: they are not sorted.
struct AttributeSums {
    /// What a bucket has of one attribute.
    struct Sum {
        var total: EventAggregator.Total
        /// The ready-made sketches, united.
        var sketch: HLLSketch?
    }

    private var sums: [Sum] = []
    /// For each attribute the place of its sum, -1 where it has none.
    private var places: [Int]

    init(attributeCount: Int) {
        places = [Int](repeating: -1, count: attributeCount)
    }

    /// Answers `false` when a sum has too many digits.
    mutating func add(_ total: EventAggregator.Total, _ sketch: HLLSketch?) -> Bool {
        let place = places[total.attribute]
        guard place >= 0 else {
            places[total.attribute] = sums.count
            sums.append(Sum(total: total, sketch: sketch))
            return true
        }
        guard let sum = sums[place].total.sum.sum(with: total.sum) else { return false }
        sums[place].total.sum = sum
        sums[place].total.coupons += total.coupons
        if let sketch, sums[place].sketch?.merge(sketch) == nil { sums[place].sketch = sketch }
        return true
    }

    /// The sums in the order of their attributes' numbers; none are left.
    mutating func takeAll() -> [Sum] {
        for sum in sums { places[sum.total.attribute] = -1 }
        let all = sums.sorted { $0.total.attribute < $1.total.attribute }
        sums.removeAll(keepingCapacity: true)
        return all
    }
}

extension AttributeSums.Sum {
    /// The visitors, those of a sketch among them.
    func observation(precision: Int) throws(NativeError) -> Observation {
        let visitors = Observation(coupons: total.coupons, precision: precision)
        guard var sketch, case .coupons(let coupons) = visitors.content else { return visitors }
        sketch.update(coupons: coupons)
        do throws(SketchError) {
            return try Observation(sketch: sketch.encode(), precision: precision)
        } catch {
            throw .failed("A sketch of our own is not one: \(error.message).")
        }
    }
}
