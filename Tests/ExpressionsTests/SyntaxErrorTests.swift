import Expressions
import Testing
import Values

@Suite("Syntax errors") struct SyntaxErrorTests {
    @Test(
        arguments: [
            ("SET _123 = :v", "_", "SET _123"),
            ("SET 123a = :v", "123", "SET 123a"),
            ("SET hi-there = :v", "-", "hi-there"),
            ("SET hi$there = :v", "$", "hi$there"),
            ("SET \"hi\" = :v", "\"", "SET \"hi"),
            ("SET # = :v", "#", "SET # ="),
            ("SET a = :", ":", "= :"),
            ("SET :a = :b", ":a", "SET :a ="),
            ("HELLO b = :v", "HELLO", "HELLO b"),
            ("INVALID SYNTAX", "INVALID", "INVALID SYNTAX"),
            ("SET a", "<EOF>", "a"),
            ("SET a  ", "<EOF>", "a"),
            ("SET", "<EOF>", "SET"),
            ("SET a = :v,", "<EOF>", ","),
            ("set a=set", "set", "=set"),
            ("set a = b + c + d", "+", "c + d"),
            ("set a = b / c", "/", "b / c"),
            ("set a = (b + c) + d", "+", ") + d"),
            ("set a[1] = 1", "1", "= 1"),
            ("SET a = if_not_exists(a, 0)", "0", ", 0)"),
            ("SET c = if_not_exists(c, :a+:b)", "+", ":a+:b"),
            ("set (a = (b + c))", "(", "set (a"),
            ("set a = (b.c).d + e", ".", ").d"),
            ("SET if_not_exists(a, b) = a", "(", "if_not_exists(a"),
            ("set a = f()", ")", "()"),
            ("add a b", "b", "a b"),
            ("delete a if_not_exists(b)", "if_not_exists", "a if_not_exists("),
            ("remove a = b", "=", "a = b"),
            ("remove a b", "b", "a b"),
            ("SET a[:xyz] = :v", ":xyz", "[:xyz]"),
            ("SET a[#xyz] = :v", "#xyz", "[#xyz]"),
            ("OBSERVE a :v", "OBSERVE", "OBSERVE a"),
            ("ADD a :v ONCE :id", "ONCE", ":v ONCE :id"),
        ] as [(Text, String, String)])
    func `an update says which token is wrong and what stands around it`(
        text: Text, token: String, near: String
    ) throws {
        #expect(
            try updateComplaint(text, in: .strict)
                == "Invalid UpdateExpression: Syntax error; token: \"\(token)\", near: \"\(near)\"")
    }

    @Test(
        arguments: [
            ("a", "<EOF>", "a"), (":val", "<EOF>", ":val"), ("NOT a", "<EOF>", "a"),
            ("a AND :val", "AND", "a AND :val"), ("a OR NOT :val", "OR", "a OR NOT"),
            ("a = :val OR NOT :val", "<EOF>", ":val"), ("(a)", "<EOF>", ")"),
            ("a-b", "-", "a-b"), ("a IN ()", ")", "()"), ("a in b", "b", "in b"),
            ("a in (b,c,)", ")", ",)"), ("a in b, c", "b", "in b,"),
            ("a > between", "between", "> between"),
            ("a > 4", "4", "> 4"), ("p=:p AND c!=:c", "!", "c!="), ("c = = :c", "=", "= = :c"),
            ("attribute_not_exists(", "<EOF>", "("), ("attribute_exists(a..b)", ".", "..b"),
            ("attribute_exists(Pictures-Rear)", "-", "Pictures-Rear"),
            ("Pi#ctures > a", "#ctures", "Pi#ctures >"), ("#$.b > a", "#", "#$"),
            ("ü > a", "ü", "ü >"), ("a > :things.stuff", ".", ":things.stuff"),
            ("b[:a] > a", ":a", "[:a]"), ("size(a).b > a", ".", ").b"),
            ("(size(a)).b > a", ".", ").b"),
            ("size(a)[0] > a", "[", ")[0"), ("(size(a))[0] > a", "[", ")[0"),
            ("(a)between(b.(c.d))and(c)", "(", ".(c"), ("(a)between(b.c.d)and((c)", "<EOF>", ")"),
            ("a = (b = c)", "=", "b = c"), ("(a = b) = c", "=", ") = c"), ("a = b c", "c", "b c"),
            ("(((", "<EOF>", "("), ("a between b or c", "or", "b or c"), ("a = b)", ")", "b)"),
            ("things are not gonna be ok", "are", "things are not"),
        ] as [(Text, String, String)])
    func `a condition says which token is wrong and what stands around it`(
        text: Text, token: String, near: String
    ) throws {
        let reason = "Syntax error; token: \"\(token)\", near: \"\(near)\""
        #expect(try conditionComplaint(text) == "Invalid ConditionExpression: \(reason)")
        #expect(try conditionComplaint(text, as: .filter) == "Invalid FilterExpression: \(reason)")
        #expect(try keyConditionComplaint(text) == "Invalid KeyConditionExpression: \(reason)")
    }

    @Test(
        arguments: [
            ("a,", "<EOF>", ","), (",a", ",", ",a"), ("a,,b", ",", ",,b"), ("!!!", "!", "!!"),
            ("whatever(stuff)", "(", "whatever(stuff"), (":a", ":a", ":a"), ("a..b", ".", "..b"),
            ("a[b]", "b", "[b]"), ("(a.b).c", "(", "(a"), ("(a)", "(", "(a"), ("a-b", "-", "a-b"),
            ("a[-1]", "-", "[-1"), ("a[]", "]", "[]"), ("a b", "b", "a b"),
        ] as [(Text, String, String)])
    func `a projection says which token is wrong and what stands around it`(
        text: Text, token: String, near: String
    ) throws {
        #expect(
            try projectionComplaint(text)
                == "Invalid ProjectionExpression: Syntax error; "
                + "token: \"\(token)\", near: \"\(near)\"")
    }

    @Test(arguments: ["", "  ", " \t\r\n"] as [Text])
    func `an expression without words is empty`(text: Text) throws {
        let reason = "The expression can not be empty;"
        #expect(try conditionComplaint(text) == "Invalid ConditionExpression: \(reason)")
        #expect(try conditionComplaint(text, as: .filter) == "Invalid FilterExpression: \(reason)")
        #expect(try updateComplaint(text) == "Invalid UpdateExpression: \(reason)")
        #expect(try projectionComplaint(text) == "Invalid ProjectionExpression: \(reason)")
        #expect(try keyConditionComplaint(text) == "Invalid KeyConditionExpression: \(reason)")
    }

    @Test func `keywords may be written in any case, function names may not`() throws {
        _ = try condition("nOt a bEtween b aNd c oR a In (b)")
        _ = try update("sEt a = b ReMoVe c aDd d :v dElete e :s", [":v": 1, ":s": strings("x")])
        #expect(
            try conditionComplaint("SIZE(a) > b")
                == "Invalid ConditionExpression: Invalid function name; function: SIZE")
        #expect(
            try updateComplaint("SET a = LIST_APPEND(b, c)")
                == "Invalid UpdateExpression: Invalid function name; function: LIST_APPEND")
    }

    @Test func `blanks do not matter`() throws {
        let dense = try update("set b=:v", [":v": 5])
        #expect(try update("  set \t b\r\n =  :v  ", [":v": 5]) == dense)
        #expect(try condition("size ( a ) = b [ 1 ] . c") == condition("size(a)=b[1].c"))
    }

    @Test func `another grammar's keyword is only a reserved word`() throws {
        #expect(
            try conditionComplaint("set = :v", [":v": 1])
                == "Invalid ConditionExpression: Attribute name is a reserved keyword; "
                + "reserved keyword: set")
        #expect(
            try updateComplaint("SET between = :v", [":v": 1])
                == "Invalid UpdateExpression: Attribute name is a reserved keyword; "
                + "reserved keyword: between")
    }
}
