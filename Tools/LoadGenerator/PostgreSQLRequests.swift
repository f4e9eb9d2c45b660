/// A bench's requests to PostgreSQL: one statement, prepared once a connection.
///
/// Links and series are rows with the same keys as Quipu's items; sketches have hll's own
/// defaults (2048 registers, half of Quipu's).
struct PostgreSQLRequests {
    let options: LoadOptions
    let sizes: Workload.Sizes
    /// The hour in which events lie, as seconds since 1970.
    let hour: Int

    func exchange(for workload: Workload) throws -> Exchange {
        switch workload {
        case .update, .observe, .add, .statement, .move, .byTable, .byIndex:
            throw workload.refusal(of: .postgresql)
        case .get:
            prepared(
                "SELECT * FROM \(table) WHERE pk = $1::text AND sk = 'A#'", ["L#\(.link)"])
        case .put:
            prepared(
                """
                INSERT INTO \(table) (pk, sk, c, note) VALUES ($1::text, 'A#', 1, $2::text) \
                ON CONFLICT (pk, sk) DO UPDATE SET c = EXCLUDED.c, note = EXCLUDED.note
                """,
                ["P#\(.link)", RequestTemplate(stringLiteral: Workload.attribute)])
        case .increment:
            prepared(
                """
                INSERT INTO \(table) AS old (pk, sk, c, u) \
                VALUES ($1::text, 'A#', 1, hll_add(hll_empty(), hll_hash_text($2::text))) \
                ON CONFLICT (pk, sk) DO UPDATE \
                SET c = old.c + 1, u = hll_add(old.u, hll_hash_text($2::text))
                """, ["L#\(.link)", "v\(.visitor)"])
        case .increments:
            prepared(
                upsert("'A#'::text", "unnest($1::text[], $2::text[]) AS one (pk, visitor)"),
                [batch("L#\(.link)"), batch("v\(.visitor)")])
        case .events:
            prepared(
                upsert(
                    "sk",
                    """
                    unnest($1::text[], $2::text[], $3::text[]) AS one (link, minute, visitor), \
                    LATERAL (VALUES \(eventKeys)) AS key (pk, sk)
                    """),
                [batch("L#\(.link)"), batch("\(.minute)"), batch("v\(.visitor)")])
        case .hours:
            prepared(
                """
                SELECT sk, c FROM \(table) WHERE pk = $1::text \
                AND sk >= $2::text AND sk < $3::text ORDER BY sk
                """,
                [
                    "H#\(.link)",
                    "h#\(Buckets.hour(History.end - Workload.hoursRead * History.hourSeconds))",
                    "h#\(Buckets.hour(History.end))",
                ])
        case .series:
            prepared(
                """
                SELECT sk, sum(c), hll_cardinality(hll_union_agg(u)) FROM \(table) \
                WHERE pk = ANY($1::text[]) AND sk >= $2::text AND sk < $3::text \
                GROUP BY sk ORDER BY sk
                """,
                [
                    list((0..<sizes.series).map(History.name)),
                    "d#\(Buckets.day(History.end - sizes.history.days * History.daySeconds))",
                    "d#\(Buckets.day(History.end))",
                ])
        }
    }

    /// Makes the table; refused when it is there.
    var definition: Exchange {
        let statements = """
            CREATE EXTENSION IF NOT EXISTS hll; \
            CREATE TABLE \(table) (pk text COLLATE "C", sk text COLLATE "C", c bigint, u hll, \
            note text, PRIMARY KEY (pk, sk))
            """
        return exchange(.made { _ in PostgreSQLMessages.query(statements) })
    }

    /// What autovacuum would do some time later: else the first round has worse plans.
    var analysis: Exchange {
        exchange(.made { _ in PostgreSQLMessages.query("VACUUM ANALYZE \(table)") })
    }

    /// One bucket of a history at a time, for all its series.
    func history(_ history: History) -> Exchange {
        let buckets = history.buckets
        return exchange(
            .made { index in
                let bucket = buckets[index]
                let clicks = (0..<history.series).map { history.clicks(of: $0, in: bucket) }
                let series = clicks.indices.flatMap { index in
                    repeatElement(History.name(index), count: clicks[index].count)
                }
                return PostgreSQLMessages.execute([
                    list(series), list(clicks.flatMap(\.self)),
                    RequestTemplate(stringLiteral: bucket.name),
                ]).bytes
            },
            statement: upsert("$3::text", "unnest($1::text[], $2::text[]) AS one (pk, visitor)"))
    }

    // MARK: Statements

    /// In the order of keys: else two batches may lock the same rows in turn and wait forever.
    private func upsert(_ sort: String, _ rows: String) -> String {
        """
        INSERT INTO \(table) AS old (pk, sk, c, u) \
        SELECT pk, \(sort), count(*), hll_add_agg(hll_hash_text(visitor)) FROM \(rows) \
        GROUP BY 1, 2 ORDER BY 1, 2 ON CONFLICT (pk, sk) DO UPDATE \
        SET c = old.c + EXCLUDED.c, u = hll_union(old.u, EXCLUDED.u)
        """
    }

    /// The ten rows of an event.
    private var eventKeys: String {
        let minute = "'m#\(Buckets.hour(hour))' || minute"
        let sorts = [minute] + Buckets.ofHour(hour).map { "'\($0)'" }
        return ["link", "'T#all'"].flatMap { series in sorts.map { "(\(series), \($0))" } }
            .joined(separator: ", ")
    }

    private var table: String { #""\#(options.table)""# }

    // MARK: Requests

    private func prepared(_ statement: String, _ parameters: [RequestTemplate]) -> Exchange {
        exchange(.template(PostgreSQLMessages.execute(parameters)), statement: statement)
    }

    private func exchange(_ requests: Exchange.Requests, statement: String? = nil) -> Exchange {
        let startup = PostgreSQLMessages.startup(user: options.user, database: options.database)
        return Exchange(
            peer: .postgresql,
            opening: startup + (statement.map { PostgreSQLMessages.parse($0) } ?? []),
            openingAnswers: statement == nil ? 1 : 2, requests: requests)
    }

    /// An array of as many elements as a batch is long.
    private func batch(_ element: RequestTemplate) -> RequestTemplate {
        list(repeatElement(element, count: sizes.batch).map(\.self))
    }

    private func list(_ texts: [String]) -> RequestTemplate {
        RequestTemplate(stringLiteral: "{\(texts.joined(separator: ","))}")
    }

    private func list(_ elements: [RequestTemplate]) -> RequestTemplate {
        var list: RequestTemplate = "{"
        for (index, element) in elements.enumerated() {
            if index > 0 { list.append(",") }
            list.append(contentsOf: element)
        }
        list.append("}")
        return list
    }
}
