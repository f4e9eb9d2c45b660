import Testing
import Values

@Suite("Number: text") struct NumberTextTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("+3", "3"), (".5", "0.5"), ("5.", "5"), ("-.5", "-0.5"),
        ("007", "7"), ("1.500", "1.5"), ("1.5E2", "150"), ("1e3", "1000"), ("1000.0", "1000"),
        ("1e+2", "100"), ("12e-1", "1.2"), ("0.0e126", "0"), ("0e125", "0"), ("0e-130", "0"),
        ("-1e-130", "-0." + String(repeating: "0", count: 129) + "1"),
        ("1e125", "1" + String(repeating: "0", count: 125)),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9223372036854775808"),
        ("1234567890123456789012345678901234567.8", "1234567890123456789012345678901234567.8"),
        ("10000000000000000000000000000000000000000", "10000000000000000000000000000000000000000"),
        ("0.00012300", "0.000123"), ("12345678901234567890.5", "12345678901234567890.5"),
    ])
    func `a number comes back as plain canonical decimal`(input: String, output: String) throws {
        let number = try Number(parsing: input)
        #expect(number.text == output)
        #expect(number.description == output)
        var bytes: [UInt8] = [0x20]
        number.appendText(to: &bytes)
        #expect(bytes == Array(" \(output)".utf8))
    }

    @Test(arguments: [
        "", "abc", " 5", "5 ", "+", "-", ".", "e5", "1e", "1e+", "1.2.3", "1e1.5", "--1", "+-1",
        "NaN", "Infinity", "-Infinity", "1_000", "0x10", "1,5", "１", "1e5e5", "-e1", ".e1",
    ])
    func `what is no decimal is refused and named`(input: String) {
        #expect(throws: NumberError.notANumber(input)) { try Number(parsing: input) }
    }

    @Test func `errors are worded as DynamoDB words them`() {
        #expect(
            NumberError.notANumber("abc").message
                == "The parameter cannot be converted to a numeric value: abc")
        #expect(
            NumberError.notANumber("").message
                == "The parameter cannot be converted to a numeric value")
        #expect(
            NumberError.tooManyDigits.message
                == "Attempting to store more than 38 significant digits in a Number")
        #expect(
            NumberError.overflow.message == "Number overflow. Attempting to store a number with "
                + "magnitude larger than supported range")
        #expect(
            NumberError.underflow.message == "Number underflow. Attempting to store a number with "
                + "magnitude smaller than supported range")
    }

    @Test func `38 digits are kept and 39 are refused, zeros at the ends not counted`() throws {
        let digits = "12345678901234567890123456789012345678"
        #expect(try Number(parsing: "000\(digits)000").text == digits + "000")
        #expect(try Number(parsing: "0.000\(digits)000").text == "0.000" + digits)
        for text in [digits + "9", "-0.0\(digits)9", digits + ".9", digits + "09"] {
            #expect(throws: NumberError.tooManyDigits) { try Number(parsing: text) }
        }
    }

    @Test(arguments: [
        "1e126", "-1e126", "10e125", "1e999999999", "1e99999999999999999999999999", "0e126",
    ])
    func `a magnitude beyond the range overflows`(text: String) {
        #expect(throws: NumberError.overflow) { try Number(parsing: text) }
    }

    @Test(arguments: [
        "1e-131", "-1e-131", "9.9e-131", "1e-999999999", "0.1e-99999999999999999999", "0e-131",
    ])
    func `a magnitude below the range underflows`(text: String) {
        #expect(throws: NumberError.underflow) { try Number(parsing: text) }
    }

    @Test func `a long run of zeros and a large exponent may cancel out`() throws {
        let zeros = String(repeating: "0", count: 100_000)
        #expect(try Number(parsing: "0.\(zeros)1e100001") == 1)
        #expect(try Number(parsing: "1\(zeros)e-100000") == 1)
        #expect(try Number(parsing: "\(zeros)7") == 7)
        #expect(throws: NumberError.tooManyDigits) { try Number(parsing: "1\(zeros)1") }
    }

    @Test func `random texts print as the school decimal prints them`() {
        let seed: UInt64 = 2
        var values = RandomValues(seed: seed)
        var parsed = 0
        while parsed < 3_000 {
            let text = values.numberText()
            let school = SchoolDecimal(text)
            let context: Comment = "seed \(seed): \(text)"
            do {
                let number = try Number(parsing: text)
                parsed += 1
                #expect(number.text == school.text, context)
                #expect(try Number(parsing: number.text) == number, context)
                #expect(try Number(parsing: Array(text.utf8)) == number, context)
            } catch NumberError.overflow {
                // A zero has no place; of one the exponent alone is judged.
                #expect(school.highestPlace.map { $0 > 125 } ?? text.contains("e"), context)
            } catch NumberError.underflow {
                #expect(school.highestPlace.map { $0 < -130 } ?? text.contains("e-"), context)
            } catch {
                Issue.record("seed \(seed): \(text): \(error)")
            }
        }
    }

    @Test func `equal numbers are equal and hash alike however they were written`() throws {
        let forms = ["1000", "1e3", "1000.0", "+1000", "0.1e4", "10000e-1", "001000.000"]
        #expect(Set(try forms.map { try Number(parsing: $0) }).count == 1)
        let small = ["0.5", ".5", "5e-1", "0.50", "50e-2"]
        #expect(Set(try small.map { try Number(parsing: $0) }).count == 1)
    }

    @Test func `integers that fit are offered as such`() throws {
        #expect(try Number(parsing: "1e18").int64 == 1_000_000_000_000_000_000)
        #expect(try Number(parsing: "-9223372036854775808").int64 == Int64.min)
        #expect(try Number(parsing: "9223372036854775808").int64 == nil)
        #expect(try Number(parsing: "1.5").int64 == nil)
        #expect(try Number(parsing: "15e-1").subtracting(Number(parsing: "0.5")).int64 == 1)
    }

    @Test func `a number takes no more than three words`() {
        #expect(MemoryLayout<Number>.stride <= 24)
        #expect(MemoryLayout<Value>.stride <= 24)
    }
}
