import Platform
import Testing

@Suite("Civil dates") struct CivilDateTests {
    @Test func `every day of four centuries follows the one before it`() {
        var year = 1970
        var month = 1
        var day = 1
        for dayNumber in 0..<146_097 {
            let date = CivilDate(year: year, month: month, day: day)
            #expect(CivilDate(dayNumber: dayNumber) == date)
            #expect(date.dayNumber == dayNumber)
            day += 1
            if day > CivilDate.days(inMonth: month, of: year) {
                day = 1
                month += 1
            }
            if month > 12 {
                month = 1
                year += 1
            }
        }
        #expect(year == 2370)
    }

    @Test func `days before 1970 have negative numbers`() {
        #expect(CivilDate(dayNumber: -1) == CivilDate(year: 1969, month: 12, day: 31))
        #expect(CivilDate(year: 1600, month: 2, day: 29).dayNumber == -135_081)
        #expect(CivilDate(dayNumber: -135_081) == CivilDate(year: 1600, month: 2, day: 29))
    }
}
