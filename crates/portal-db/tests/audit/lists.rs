use portal_audit::{Action, Entry, Happened, Outcome};
use portal_db::Db;
use portal_db::audit::{self, Filter};
use portal_testkit::TestDatabase;

/// A log of a day in which this and that happened.
fn day() -> (TestDatabase, Db) {
    let database = TestDatabase::new();
    let db = database.db();
    let entries = [
        Entry::new(Action::SessionBegin, "user:kim").by("kim", "password"),
        Entry::new(Action::SessionRefuse, "user:lee").refused("invalid_credentials"),
        Entry::new(Action::UploadBegin, "upload:1 Wing_100%.dat").by("kim", "cookie"),
        Entry::new(Action::UploadComplete, "upload:1 /u/Wing_100%.dat").by("kim", "cookie"),
        Entry::new(Action::FileDelete, "upload:1 /u/Wing_100%.dat")
            .by("lee", "key:ab")
            .failed("Storage"),
        Entry::new(Action::AccessRefuse, "GET /api/audit")
            .by("kim", "cookie")
            .refused("permission_missing"),
    ];
    let happened: Vec<_> = entries
        .into_iter()
        .enumerate()
        .map(|(hour, entry)| Happened {
            at: format!("2026-11-22T0{hour}:00:00.000Z"),
            entry: entry.from(&format!("192.0.2.{hour}"), &format!("request{hour}")),
        })
        .collect();
    db.run_here(|connection| audit::append(connection, &happened)).unwrap();
    (database, db)
}

#[test]
fn each_filter_finds_its_rows() {
    let (_database, db) = day();
    let found = |filter: Filter, expected: &[i64]| {
        let page = db
            .run_here(|connection| audit::page(connection, &filter, None, 10))
            .unwrap();
        assert_eq!(page.total, i64::try_from(page.records.len()).unwrap());
        assert_eq!(page.next, None);
        let mut seqs: Vec<_> = page.records.iter().map(|row| row.seq).collect();
        seqs.reverse();
        let forward = db
            .run_here(|connection| audit::newer(connection, &filter, None, 10))
            .unwrap();
        assert_eq!(forward.iter().map(|row| row.seq).collect::<Vec<_>>(), seqs);
        assert_eq!(seqs, expected, "{filter:?}");
    };
    let some = |text: &str| Some(text.to_owned());
    let filter = Filter::default;
    found(filter(), &[1, 2, 3, 4, 5, 6]);
    for (actor, seqs) in [("kim", &[1, 3, 4, 6][..]), ("ki", &[]), ("-", &[2])] {
        let actor = some(actor);
        found(Filter { actor, ..filter() }, seqs);
    }
    let actions = vec![Action::SessionBegin, Action::SessionRefuse];
    found(Filter { actions, ..filter() }, &[1, 2]);
    for (part, seqs) in [("wing_100%", &[3, 4, 5][..]), ("wing%dat", &[]), ("a_dit", &[])] {
        let object_part = some(part);
        found(
            Filter {
                object_part,
                ..filter()
            },
            seqs,
        );
    }
    let outcome = Some(Outcome::Refused);
    found(Filter { outcome, ..filter() }, &[2, 6]);
    let address = some("192.0.2.4");
    found(Filter { address, ..filter() }, &[5]);
    let (since, until) = ("2026-11-22T02:00:00Z".parse().ok(), "2026-11-22T04:00:00Z".parse().ok());
    found(
        Filter {
            since,
            until,
            ..filter()
        },
        &[3, 4],
    );
    for (part, seqs) in [
        ("LEE", &[2, 5][..]),
        ("storage", &[5]),
        ("192.0.2.1", &[2]),
        ("request5", &[6]),
        ("audit", &[6]),
    ] {
        let text_part = some(part);
        found(Filter { text_part, ..filter() }, seqs);
    }
    let (actor, actions) = (some("kim"), vec![Action::FileDelete]);
    found(
        Filter {
            actor,
            actions,
            ..filter()
        },
        &[],
    );
}

#[test]
fn pages_follow_each_other_and_stay_as_they_are_when_rows_are_added() {
    let (_database, db) = day();
    let page = |before| {
        let filter = Filter::default();
        db.run_here(move |connection| audit::page(connection, &filter, before, 4))
            .unwrap()
    };
    let seqs = |page: &audit::Page| page.records.iter().map(|row| row.seq).collect::<Vec<_>>();
    let first = page(None);
    assert_eq!((seqs(&first), first.next, first.total), (vec![6, 5, 4, 3], Some(3), 6));
    let more: Vec<_> = (0..3).map(crate::log::happened).collect();
    db.run_here(|connection| audit::append(connection, &more)).unwrap();
    let second = page(first.next);
    assert_eq!((seqs(&second), second.next, second.total), (vec![2, 1], None, 9));
}
