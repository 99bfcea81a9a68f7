//! Finished jobs: each once, and every order paged without a gap.

use portal_db::finished_jobs::{
    Cursor, FROM_ACCOUNTING, FROM_QUEUE, Filter, FinishedJob, Named, Recorded, Sort, SortKey, find, list, newest_end,
    record,
};
use portal_db::{AnyConnection, Db};
use portal_testkit::TestDatabase;

fn job(number: i64) -> FinishedJob {
    let state = ["COMPLETED", "FAILED", "TIMEOUT", "CANCELLED"];
    let pick = |words: &[&str]| {
        let place = usize::try_from(number).unwrap() % words.len();
        words.get(place).copied().unwrap_or_default().to_owned()
    };
    FinishedJob {
        job_id: number,
        shown_id: if number % 10 == 0 {
            format!("{}_{number}", number + 100_000)
        } else {
            number.to_string()
        },
        array_job_id: (number % 10 == 0).then_some(number + 100_000),
        name: format!("run {}%", number % 13),
        user_name: pick(&["kim", "lee", "park"]),
        account: pick(&["cfd", "crash"]),
        partition_name: pick(&["cpu", "gpu"]),
        qos: "normal".to_owned(),
        state: pick(&state),
        reason: String::new(),
        submit_at: 1_000 + number,
        eligible_at: Some(1_000 + number),
        start_at: (number % 7 != 0).then_some(2_000 + number % 5),
        end_at: 3_000 + number / 3,
        time_limit_seconds: (number % 4 != 0).then_some(60 * (number % 3)),
        nodes: 1 + number % 4,
        cpus: number % 6,
        memory_bytes: (number % 5) << 30,
        gpus: number % 2,
        node_list: format!("cn{:03}", number % 40),
        work_dir: "/home/kim".to_owned(),
        comment: String::new(),
        exit_status: Some(0),
        exit_signal: Some(0),
        cpu_seconds_used: None,
        memory_used_bytes: None,
        source: FROM_ACCOUNTING.to_owned(),
    }
}

async fn with<T: Send + 'static>(jobs: i64, question: impl FnOnce(&mut AnyConnection) -> T + Send + 'static) -> T {
    let database = TestDatabase::new();
    let db = Db::open(&database.settings()).unwrap();
    db.migrate().unwrap();
    let jobs: Vec<_> = (1..=jobs).map(job).collect();
    db.run(move |connection| {
        record(connection, &jobs)?;
        Ok(question(connection))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_job_is_kept_once_however_often_it_is_told() {
    let recorded = with(20, |connection| {
        let mut told: Vec<_> = (1..=30).map(job).collect();
        told.push(job(30));
        told[0].cpu_seconds_used = Some(17);
        let first = record(connection, &told).unwrap();
        let again = record(connection, &told).unwrap();
        (first, again)
    });
    let (first, again) = recorded.await;
    assert_eq!(first, Recorded { new: 10, changed: 1 });
    assert_eq!(again, Recorded::default());
}

#[tokio::test]
async fn what_accounting_told_is_not_overwritten_by_what_was_seen() {
    with(1, |connection| {
        let seen = FinishedJob {
            source: FROM_QUEUE.to_owned(),
            state: "UNKNOWN".to_owned(),
            ..job(1)
        };
        assert_eq!(
            record(connection, std::slice::from_ref(&seen)).unwrap(),
            Recorded::default()
        );
        let before = FinishedJob { job_id: 2, ..seen };
        record(connection, &[before]).unwrap();
        let told = FinishedJob {
            submit_at: 1_001,
            ..job(2)
        };
        assert_eq!(record(connection, &[told]).unwrap(), Recorded { new: 0, changed: 1 });
        assert_eq!(newest_end(connection, FROM_QUEUE).unwrap(), None);
        assert_eq!(newest_end(connection, FROM_ACCOUNTING).unwrap(), Some(3_000));
    })
    .await;
}

#[tokio::test]
async fn a_job_is_found_by_its_number_or_as_it_is_shown() {
    with(20, |connection| {
        let by_number = find(connection, None, &Named::Number(10)).unwrap().unwrap();
        let shown = Named::Shown("100010_10".to_owned());
        assert_eq!(find(connection, None, &shown).unwrap().unwrap(), by_number);
        assert!(find(connection, Some("nobody"), &shown).unwrap().is_none());
    })
    .await;
}

const KEYS: [SortKey; 15] = [
    SortKey::End,
    SortKey::Submit,
    SortKey::Start,
    SortKey::Job,
    SortKey::Name,
    SortKey::User,
    SortKey::Account,
    SortKey::Partition,
    SortKey::Qos,
    SortKey::State,
    SortKey::Nodes,
    SortKey::Cpus,
    SortKey::Memory,
    SortKey::Gpus,
    SortKey::TimeLimit,
];

#[tokio::test]
async fn every_order_is_paged_without_a_gap_or_a_double() {
    with(150, |connection| {
        let filters = [
            Filter::default(),
            Filter {
                states: vec!["COMPLETED".to_owned(), "FAILED".to_owned()],
                ..Filter::default()
            },
            Filter {
                users: vec!["kim".to_owned(), "lee".to_owned()],
                text: Some("RUN 1".to_owned()),
                ..Filter::default()
            },
        ];
        for filter in &filters {
            for key in KEYS {
                for descending in [true, false] {
                    paged(connection, filter, Sort { key, descending });
                }
            }
        }
    })
    .await;
}

fn paged(connection: &mut AnyConnection, filter: &Filter, sort: Sort) {
    let whole = list(connection, filter, sort, None, 1_000).unwrap();
    assert!(whole.next.is_none() && !whole.jobs.is_empty());
    let mut after: Option<Cursor> = None;
    let mut pieces = Vec::new();
    loop {
        let page = list(connection, filter, sort, after.as_ref(), 7).unwrap();
        assert_eq!(page.total, whole.jobs.len());
        pieces.extend(page.jobs);
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert_eq!(pieces, whole.jobs, "{sort:?}");
}

#[tokio::test]
async fn filters_restrict_and_wildcards_are_letters() {
    with(60, |connection| {
        let mut count = |filter: Filter| {
            let sort = Sort {
                key: SortKey::End,
                descending: true,
            };
            list(connection, &filter, sort, None, 5).unwrap().total
        };
        let all = Filter::default();
        assert_eq!(count(all.clone()), 60);
        let window = Filter {
            ended_from: Some(3_010),
            ended_before: Some(3_011),
            ..all.clone()
        };
        assert_eq!(count(window), 3);
        let text = |part: &str| Filter {
            text: Some(part.to_owned()),
            ..Filter::default()
        };
        assert_eq!(count(text("RUN 3%")), count(text("run 3")));
        assert_eq!(count(text("run%3")), 0);
        let tasks = Filter {
            array_job_ids: vec![100_010, 100_020],
            ..all.clone()
        };
        assert_eq!(count(tasks), 2);
        let hidden = Filter {
            visible_to: Some("kim".to_owned()),
            users: vec!["lee".to_owned()],
            ..all
        };
        assert_eq!(count(hidden), 0);
    })
    .await;
}

#[tokio::test]
async fn texts_are_found_also_after_they_changed() {
    with(60, |connection| {
        let sort = Sort {
            key: SortKey::End,
            descending: true,
        };
        let found = |connection: &mut AnyConnection, part: &str| {
            let filter = Filter {
                text: Some(part.to_owned()),
                ..Filter::default()
            };
            list(connection, &filter, sort, None, 100).unwrap().total
        };
        let renamed = FinishedJob {
            name: "차량 \"충돌\" 해석".to_owned(),
            comment: "it's 100%".to_owned(),
            ..job(7)
        };
        record(connection, &[renamed]).unwrap();
        for (part, jobs) in [
            ("충돌", 1),
            ("\"충돌\"", 1),
            ("it's 100%", 1),
            ("100%", 1),
            ("IT'S", 1),
            ("AND", 0),
            ("*", 0),
        ] {
            assert_eq!(found(connection, part), jobs, "{part}");
        }
        assert_eq!(found(connection, "run 7%"), 4, "one of five has another name now");
        assert_eq!(found(connection, "1000"), 6, "part of an id");
    })
    .await;
}
