import Testing
import Values

@Suite("Number: arithmetic and order") struct NumberArithmeticTests {
    @Test(arguments: [
        ("1", "2", "3"), ("0.1", "0.2", "0.3"), ("1e-130", "-1e-130", "0"),
        ("9223372036854775807", "1", "9223372036854775808"),
        ("-9223372036854775808", "-1", "-9223372036854775809"),
        ("9223372036854775808", "-1", "9223372036854775807"),
        ("1e38", "-1", "99999999999999999999999999999999999999"),
        ("99999999999999999999999999999999999999", "1", "1" + String(repeating: "0", count: 38)),
        ("1e40", "1000", "10000000000000000000000000000000000001000"),
        ("5e125", "4e125", "9" + String(repeating: "0", count: 125)),
        ("0", "1.5", "1.5"), ("1.5", "0", "1.5"), ("-1.5", "1", "-0.5"),
    ])
    func `a sum is exact`(left: String, right: String, sum: String) throws {
        let one = try Number(parsing: left)
        let other = try Number(parsing: right)
        #expect(try one.adding(other).text == sum)
        #expect(try other.adding(one).text == sum)
        #expect(try one.subtracting(other.negated).text == sum)
    }

    @Test(arguments: [
        ("1e50", "1"), ("9e125", "1e125"), ("99999999999999999999999999999999999999", "0.1"),
        ("1e125", "1e-130"), ("9e37", "0.01"), ("34028236692093846346337460743176821145e1", "1"),
        ("99999999999999999999999999999999999999e10", "99999999999999999999999999999999999999e9"),
    ])
    func `a sum beyond 38 digits or the range overflows`(left: String, right: String) throws {
        let one = try Number(parsing: left)
        let other = try Number(parsing: right)
        #expect(throws: NumberError.overflow) { try one.adding(other) }
        #expect(throws: NumberError.overflow) { try other.adding(one) }
    }

    @Test func `a difference below the range underflows`() throws {
        let one = try Number(parsing: "1.1e-130")
        let other = try Number(parsing: "1e-130")
        #expect(throws: NumberError.underflow) { try one.subtracting(other) }
    }

    @Test func `negation is exact at both ends of the integers`() {
        #expect(Number(Int64.min).negated.text == "9223372036854775808")
        #expect(Number(Int64.min).negated.negated == Number(Int64.min))
        #expect(Number.zero.negated == Number.zero)
        #expect(!Number.zero.negated.isNegative)
    }

    @Test func `sums, differences and order agree with school arithmetic`() {
        let seed: UInt64 = 3
        var values = RandomValues(seed: seed)
        for _ in 0..<1_500 {
            let left = values.number()
            let right = values.number()
            let school = SchoolDecimal(left.text)
            let other = SchoolDecimal(right.text)
            let context: Comment = "seed \(seed): \(left) and \(right)"
            expect(left, plus: right, isLike: school.adding(other), context)
            expect(left, plus: right.negated, isLike: school.adding(other.negated), context)
            #expect((left < right) == school.isLess(than: other), context)
            #expect((left == right) == (school == other), context)
        }
    }

    @Test func `integers near the edge of 64 bits agree with school arithmetic`() {
        let edges: [Int64] = [.min, .min + 1, -1, 0, 1, 10, .max - 1, .max]
        for left in edges {
            for right in edges {
                let school = SchoolDecimal(String(left)).adding(SchoolDecimal(String(right)))
                expect(Number(left), plus: Number(right), isLike: school, "\(left) and \(right)")
            }
        }
    }

    private func expect(
        _ left: Number, plus right: Number, isLike school: SchoolDecimal, _ context: Comment
    ) {
        do {
            #expect(try left.adding(right).text == school.text, context)
            #expect(try left.subtracting(right.negated).text == school.text, context)
        } catch NumberError.overflow {
            #expect(school.significantDigits > 38 || (school.highestPlace ?? 0) > 125, context)
        } catch NumberError.underflow {
            #expect((school.highestPlace ?? 0) < -130, context)
        } catch {
            Issue.record("\(error)")
        }
    }
}
