import Crypto

/// A bench's requests to Redis.
///
/// A series is a hash with a field for each bucket's counter (`L#000000001`, field `A#`); the
/// bucket's sketch is a key of its own (`L#000000001:A#`).
struct RedisRequests {
    private static let script =
        "redis.call('HINCRBY',KEYS[1],ARGV[1],1) return redis.call('PFADD',KEYS[2],ARGV[2])"

    let options: LoadOptions
    let sizes: Workload.Sizes
    /// The hour in which events lie, as seconds since 1970.
    let hour: Int

    func exchange(for workload: Workload) throws -> Exchange {
        var commands = RedisCommands()
        switch workload {
        case .update, .observe, .add, .statement, .move, .byTable, .byIndex:
            throw workload.refusal(of: .redis)
        case .get: commands.append("HGET", "L#\(.link)", "A#")
        case .put:
            commands.append(
                "HSET", "P#\(.link)", "c", "1", "note",
                RequestTemplate(stringLiteral: Workload.attribute))
        case .increment:
            if options.form == .script { return scripted }
            increment(&commands)
        case .increments: for _ in 0..<sizes.batch { increment(&commands) }
        case .events: for _ in 0..<sizes.batch { event(&commands) }
        case .hours:
            let first = History.end - Workload.hoursRead * History.hourSeconds
            let hours = (0..<Workload.hoursRead).map { first + $0 * History.hourSeconds }
            commands.append(
                ["HMGET", "H#\(.link)"]
                    + hours.map { RequestTemplate(stringLiteral: "h#" + Buckets.hour($0)) })
        case .series: rollUp(&commands)
        }
        return RedisRequests.exchange(commands)
    }

    /// One bucket of a history at a time, for all its series.
    static func history(_ history: History) -> Exchange {
        let buckets = history.buckets
        return Exchange(
            peer: .redis,
            requests: .made { index in
                let bucket = buckets[index]
                var commands = RedisCommands()
                for series in 0..<history.series {
                    commands.record(
                        history.clicks(of: series, in: bucket)
                            .map { RequestTemplate(stringLiteral: $0) },
                        in: RequestTemplate(stringLiteral: bucket.name),
                        of: RequestTemplate(stringLiteral: History.name(series)))
                }
                return commands.template.bytes
            },
            answersPerRequest: history.series * 2)
    }

    private static func exchange(_ commands: RedisCommands) -> Exchange {
        Exchange(
            peer: .redis, requests: .template(commands.template),
            answersPerRequest: commands.count)
    }

    private var scripted: Exchange {
        let digest = Insecure.SHA1.hash(data: Array(RedisRequests.script.utf8))
        let name = digest.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
        var load = RedisCommands()
        load.append("SCRIPT", "LOAD", RequestTemplate(stringLiteral: RedisRequests.script))
        var call = RedisCommands()
        call.append(
            "EVALSHA", RequestTemplate(stringLiteral: name), "2", "L#\(.link)",
            "L#\(.sameLink):A#", "A#", "v\(.visitor)")
        return Exchange(
            peer: .redis, opening: load.template.bytes, openingAnswers: 1,
            requests: .template(call.template))
    }

    private func increment(_ commands: inout RedisCommands) {
        commands.record(["v\(.visitor)"], in: "A#", of: "L#\(.link)", again: "L#\(.sameLink)")
    }

    private func event(_ commands: inout RedisCommands) {
        let minute = "m#" + Buckets.hour(hour)
        let buckets = Buckets.ofHour(hour).map { RequestTemplate(stringLiteral: $0) }
        // The first slots draw the numbers, all behind them repeat those.
        commands.append("HINCRBY", "L#\(.link)", "\(minute)\(.minute)", "1")
        commands.append("PFADD", "L#\(.sameLink):\(minute)\(.sameMinute)", "v\(.visitor)")
        commands.record(["v\(.sameVisitor)"], in: "\(minute)\(.sameMinute)", of: "T#all")
        for bucket in buckets {
            commands.record(["v\(.sameVisitor)"], in: bucket, of: "L#\(.sameLink)")
            commands.record(["v\(.sameVisitor)"], in: bucket, of: "T#all")
        }
    }

    /// For each day the union of all series' sketches, and for each series its counters.
    private func rollUp(_ commands: inout RedisCommands) {
        let days = (1...sizes.history.days).map { index in
            "d#" + Buckets.day(History.end - index * History.daySeconds)
        }
        let names = (0..<sizes.series).map(History.name)
        for day in days {
            commands.append(
                ["PFCOUNT"] + names.map { RequestTemplate(stringLiteral: "\($0):\(day)") })
        }
        for name in names {
            commands.append(
                (["HMGET", name] + days).map { RequestTemplate(stringLiteral: $0) })
        }
    }
}
