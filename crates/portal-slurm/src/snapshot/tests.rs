//! Snapshots, lists and differences together: whoever has a list and learns of the changes has the list as it would be
//! fetched anew, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::{ArrayPart, ArrayTasks, Gres, HetPart, Job, JobId, JobRef, JobState, Node, NodeState, Reason, Tres};

fn id(number: u32) -> JobId {
    JobId::new(number).unwrap()
}

pub(super) fn job(number: u32, state: &str, priority: u64) -> Job {
    let word = |prefix: &str, of: u32| -> Arc<str> { format!("{prefix}{}", number % of).into() };
    let state = JobState::read(state);
    Job {
        id: id(number),
        array: (number.is_multiple_of(5)).then(|| ArrayPart {
            job_id: id(number / 50 * 50 + 1),
            tasks: ArrayTasks::One(number % 50),
        }),
        het: None,
        name: word("run ", 7),
        user: word("user", 4),
        account: word("account", 3),
        partition: if state.is_waiting() && number.is_multiple_of(6) {
            "cpu,gpu".into()
        } else {
            word("p", 2)
        },
        qos: word("q", 2),
        reason: Reason::read(if state.is_waiting() { "Priority" } else { "None" }),
        priority,
        submit_at: i64::from(1_000 + number % 17),
        eligible_at: None,
        start_at: (!state.is_waiting()).then_some(2_000 + i64::from(number % 3)),
        end_at: None,
        time_limit_seconds: (!number.is_multiple_of(3)).then_some(60),
        nodes: 1,
        tasks: 1,
        tres: Tres {
            cpus: number % 8,
            memory_bytes: u64::from(number % 4) << 30,
            gpus: number % 2,
            billing: None,
            others: "".into(),
        },
        node_list: if state.is_waiting() {
            "".into()
        } else {
            format!("cn[{}-{}]", number % 9, number % 9 + 1).into()
        },
        features: "".into(),
        dependency: "".into(),
        reservation: "".into(),
        work_dir: "/home/kim".into(),
        command: "run.sh".into(),
        comment: "".into(),
        exit_code: None,
        restarts: 0,
        state,
    }
}

pub(super) fn node(number: u32, state: &str, allocated: u32) -> Node {
    Node {
        name: format!("cn{number}").into(),
        address: format!("10.0.0.{number}").into(),
        state: NodeState::read(state),
        cpus: 64,
        cpus_allocated: allocated,
        load: Some(1.5),
        memory_bytes: 1 << 38,
        memory_allocated_bytes: 1 << 30,
        memory_free_bytes: None,
        gres: vec![Gres {
            name: "gpu".into(),
            kind: "a100".into(),
            total: number % 3,
            allocated: 0,
        }],
        partitions: vec![format!("p{}", number % 2).into(), "all".into()],
        features: vec!["avx".into()],
        reason: "".into(),
        reason_by: "".into(),
        reason_at: None,
        boot_at: None,
        last_busy_at: None,
        version: "22.05".into(),
        os: "Linux".into(),
        arch: "x86_64".into(),
        topology: [2, 16, 2],
        weight: 1,
        tmp_disk_bytes: 0,
    }
}

/// A queue: number to state and priority.
fn queue() -> impl Strategy<Value = BTreeMap<u32, (&'static str, u64)>> {
    let state = prop_oneof![Just("PENDING"), Just("RUNNING"), Just("COMPLETED"), Just("FAILED")];
    prop::collection::btree_map(1_u32..60, (state, 0_u64..4), 0..40)
}

fn jobs(queue: &BTreeMap<u32, (&'static str, u64)>) -> Vec<Job> {
    let jobs = queue
        .iter()
        .map(|(number, (state, priority))| job(*number, state, *priority));
    // Slurm gives no order.
    jobs.rev().collect()
}

fn machines() -> impl Strategy<Value = BTreeMap<u32, (&'static str, u32)>> {
    let state = prop_oneof![Just("IDLE"), Just("MIXED"), Just("MIXED+DRAIN"), Just("DOWN*")];
    prop::collection::btree_map(1_u32..20, (state, 0_u32..65), 0..12)
}

fn nodes(machines: &BTreeMap<u32, (&'static str, u32)>) -> Vec<Node> {
    machines
        .iter()
        .map(|(number, (state, used))| node(*number, state, *used))
        .collect()
}

const INTERVALS: Intervals = Intervals {
    jobs_ms: 5_000,
    nodes_ms: 10_000,
    partitions_ms: 60_000,
    settings_ms: 300_000,
};

fn follow(old: &Snapshot, jobs: Vec<Job>, nodes: Vec<Node>, now: i64) -> Snapshot {
    let before = old.jobs.value.as_deref();
    let queue = before.map_or_else(|| JobSet::new(jobs.clone()), |before| before.next(jobs.clone()).0);
    let before = old.nodes.value.as_deref();
    let machines = before.map_or_else(|| NodeSet::new(nodes.clone()), |before| before.next(nodes.clone()).0);
    Snapshot {
        version: old.next_version(now),
        jobs: old.jobs.told(Arc::new(queue), now, 3),
        nodes: old.nodes.told(Arc::new(machines), now, 3),
        ..old.clone()
    }
}

fn rows(snapshot: &Snapshot) -> (Vec<Job>, Vec<Node>) {
    let jobs = snapshot
        .jobs
        .value
        .iter()
        .flat_map(|jobs| jobs.rows())
        .map(|job| (**job).clone());
    let nodes = snapshot
        .nodes
        .value
        .iter()
        .flat_map(|nodes| nodes.rows())
        .map(|node| (**node).clone());
    (jobs.collect(), nodes.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A client that has everything and applies each difference, in memory, in the form in which only numbers travel and rows
    /// are fetched by them, and in the packed form between portal nodes.
    #[test]
    fn differences_lead_to_what_a_fresh_look_shows(steps in prop::collection::vec((queue(), machines()), 1..8)) {
        let mut snapshot = Snapshot::unknown("e".into(), INTERVALS);
        let mut by_delta = (JobSet::default(), NodeSet::default());
        let mut by_number: BTreeMap<u32, Arc<Job>> = BTreeMap::new();
        let mut elsewhere = snapshot.clone();
        for (now, (queue, machines)) in (1_i64..).zip(&steps) {
            let next = follow(&snapshot, jobs(queue), nodes(machines), now);
            prop_assert!(next.version > snapshot.version);
            let fresh = Snapshot { jobs: next.jobs.told(Arc::new(JobSet::new(jobs(queue))), now, 0), ..next.clone() };
            let delta = difference(&snapshot, &fresh);
            prop_assert_eq!(&delta, &difference(&snapshot, &next), "shared rows make no difference");
            by_delta = (delta.jobs.apply(&by_delta.0), delta.nodes.apply(&by_delta.1));
            apply_numbers(&mut by_number, &delta.jobs, next.jobs.get().unwrap());
            let bytes = Packed::new(Some(&snapshot), &next).to_bytes().unwrap();
            elsewhere = Packed::from_bytes(&bytes).unwrap().unpack(&elsewhere).unwrap();
            let (expected_jobs, expected_nodes) = rows(&fresh);
            prop_assert_eq!(by_delta.0.rows().iter().map(|job| (**job).clone()).collect::<Vec<_>>(), expected_jobs.clone());
            prop_assert_eq!(by_delta.1.rows().iter().map(|node| (**node).clone()).collect::<Vec<_>>(), expected_nodes.clone());
            prop_assert_eq!(by_number.values().map(|job| (**job).clone()).collect::<Vec<_>>(), expected_jobs.clone());
            prop_assert_eq!(rows(&elsewhere), (expected_jobs, expected_nodes));
            prop_assert_eq!(elsewhere.version, next.version);
            prop_assert_eq!(elsewhere.jobs.as_of, Some(now));
            snapshot = next;
        }
        let whole = Packed::from_bytes(&Packed::new(None, &snapshot).to_bytes().unwrap()).unwrap();
        let nothing = Snapshot::unknown("other".into(), INTERVALS);
        prop_assert_eq!(rows(&whole.unpack(&nothing).unwrap()), rows(&snapshot));
    }

    /// Pages together are the list, in every order and with every filter, also when jobs come and go between two pages: rows that
    /// stay are seen exactly once.
    #[test]
    fn pages_are_the_list(before in queue(), after in queue(), sort in 0_usize..16, descending: bool, filter in filter(), limit in 1_usize..9) {
        let key = JobSortKey::ALL[sort].0;
        let query = JobQuery { filter, sort: JobSort { key, descending }, after: None, limit };
        let (first, second) = (JobSet::new(jobs(&before)), JobSet::new(jobs(&after)));
        let whole = first.query(&JobQuery { limit: usize::MAX, ..query.clone() }).unwrap();
        prop_assert!(whole.next.is_none());
        prop_assert_eq!(whole.total, whole.items.len() as u64);
        let still = paged(&first, &first, query.clone());
        prop_assert_eq!(&still, &whole.items);
        let moving = paged(&first, &second, query.clone());
        let both = whole.items.iter().filter(|job| second.get(job.id).is_some_and(|new| **new == ***job));
        for job in both {
            prop_assert_eq!(moving.iter().filter(|seen| seen.id == job.id).count(), 1, "{:?}", query);
        }
        let slow = first.rows().iter().filter(|job| passes(&query.filter, job)).count();
        prop_assert_eq!(whole.items.len(), slow);
    }
}

fn filter() -> impl Strategy<Value = JobFilter> {
    let states = prop::sample::subsequence(
        vec![
            StateFilter::Active,
            StateFilter::Waiting,
            StateFilter::Is(JobState::Failed),
        ],
        0..=2,
    );
    let word =
        |words: &[&str]| prop::sample::subsequence(words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>(), 0..=1);
    let text = prop::option::of(prop_oneof![Just("RUN 3"), Just("5"), Just("_1"), Just("zz")]);
    let seen = prop::option::weighted(0.2, Just(Arc::<str>::from("user1")));
    (states, word(&["user1", "user2"]), word(&["gpu", "p1"]), text, seen).prop_map(
        |(states, users, partitions, text, visible_to)| JobFilter {
            visible_to,
            states,
            users,
            partitions,
            text: text.and_then(Needle::new),
            ..JobFilter::default()
        },
    )
}

/// The filter, said in the plainest way.
fn passes(filter: &JobFilter, job: &Job) -> bool {
    let text = |needle: &Needle| {
        let texts = [
            job.shown_id(),
            job.id.to_string(),
            job.name.to_string(),
            job.user.to_string(),
            job.account.to_string(),
            job.partition.to_string(),
            job.node_list.to_string(),
            job.work_dir.to_string(),
            job.command.to_string(),
        ];
        texts.iter().any(|text| text.to_lowercase().contains(needle.as_str()))
    };
    filter.visible_to.as_ref().is_none_or(|user| *user == job.user)
        && (filter.states.is_empty() || filter.states.iter().any(|states| states.has(&job.state)))
        && (filter.users.is_empty() || filter.users.iter().any(|user| **user == *job.user))
        && (filter.partitions.is_empty()
            || job
                .partition
                .split(',')
                .any(|name| filter.partitions.iter().any(|wanted| wanted == name)))
        && filter.text.as_ref().is_none_or(text)
}

/// All pages, the first from one queue and the others from another.
fn paged(first: &JobSet, second: &JobSet, mut query: JobQuery) -> Vec<Arc<Job>> {
    let mut items = Vec::new();
    let mut from = first;
    loop {
        let page = from.query(&query).unwrap();
        items.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next.to_string().parse().unwrap()),
            None => return items,
        }
        from = second;
    }
}

/// As a browser does: numbers by gaps, and a question for the rows.
fn apply_numbers(rows: &mut BTreeMap<u32, Arc<Job>>, delta: &JobsDelta, now: &JobSet) {
    let coded = serde_json::json!({
        "changed": gap_coded(delta.changed.iter().map(|job| job.id.get())),
        "gone": gap_coded(delta.gone.iter().map(|id| id.get())),
    });
    let numbers = |key: &str| {
        let gaps: Vec<u32> = serde_json::from_value(coded[key].clone()).unwrap();
        gap_decoded(&gaps)
    };
    for number in numbers("gone") {
        rows.remove(&number);
    }
    let filter = JobFilter {
        ids: numbers("changed").into_iter().map(id).collect(),
        ..JobFilter::default()
    };
    if !filter.ids.is_empty() {
        let query = JobQuery {
            filter,
            limit: usize::MAX,
            ..JobQuery::default()
        };
        rows.extend(
            now.query(&query)
                .unwrap()
                .items
                .into_iter()
                .map(|job| (job.id.get(), job)),
        );
    }
}

#[test]
fn what_did_not_change_is_shared() {
    let first = JobSet::new(vec![job(1, "PENDING", 1), job(2, "RUNNING", 1), job(3, "RUNNING", 1)]);
    let (second, delta) = first.next(vec![job(3, "RUNNING", 1), job(1, "RUNNING", 1), job(4, "PENDING", 1)]);
    let numbers: Vec<_> = delta.changed.iter().map(|job| job.id.get()).collect();
    assert_eq!((numbers, delta.gone), (vec![1, 4], vec![id(2)]));
    assert!(Arc::ptr_eq(first.get(id(3)).unwrap(), second.get(id(3)).unwrap()));
}

#[test]
fn jobs_are_found_as_people_name_them() {
    let waiting = Job {
        array: Some(ArrayPart {
            job_id: id(100),
            tasks: ArrayTasks::Waiting {
                expression: "8,10-20:2%4".into(),
                count: 7,
            },
        }),
        ..job(100, "PENDING", 1)
    };
    let task = Job {
        array: Some(ArrayPart {
            job_id: id(100),
            tasks: ArrayTasks::One(3),
        }),
        ..job(104, "RUNNING", 1)
    };
    let component = Job {
        het: Some(HetPart {
            leader: id(200),
            offset: 1,
        }),
        ..job(201, "RUNNING", 1)
    };
    let jobs = JobSet::new(vec![waiting, task, component]);
    let found = |text: &str| jobs.find(text.parse::<JobRef>().unwrap()).map(|job| job.id.get());
    assert_eq!(found("100"), Some(100));
    assert_eq!(found("100_3"), Some(104));
    assert_eq!(found("104"), Some(104));
    assert_eq!(found("100_8"), Some(100));
    assert_eq!(found("100_14"), Some(100));
    assert_eq!(found("100_15"), None);
    assert_eq!(found("200+1"), Some(201));
    assert_eq!(found("200"), Some(201));
    assert_eq!(found("5"), None);
    assert_eq!(jobs.states().total(), JobTally { rows: 3, jobs: 9 });
    assert_eq!((jobs.states().running(), jobs.states().pending()), (2, 7));
    assert_eq!(jobs.on_node("cn5").count(), 1);
    let ahead = jobs.ahead_of(&job(302, "PENDING", 0));
    assert_eq!(ahead, Some(7));
}

#[test]
fn nodes_are_counted_filtered_and_paged() {
    let nodes = NodeSet::new(
        (1..=10)
            .rev()
            .map(|number| node(number, if number.is_multiple_of(4) { "DOWN*" } else { "MIXED" }, 16))
            .collect(),
    );
    assert_eq!(&*nodes.rows()[1].name, "cn2");
    let tally = nodes.tally();
    assert_eq!((tally.total(), tally.attention, tally.unavailable()), (10, 2, 2));
    assert_eq!(
        (
            tally.cpus,
            tally.cpus_allocated,
            tally.cpus_unavailable,
            tally.cpus_idle()
        ),
        (640, 160, 96, 384)
    );
    assert_eq!(nodes.partition_tally("p1").total(), 5);
    let mut query = NodeQuery {
        filter: NodeFilter {
            states: vec![NodeStateFilter::Is(NodeSummary::Mixed)],
            gres: vec!["a100".to_owned()],
            ..NodeFilter::default()
        },
        sort: NodeSort::named("-gpus").unwrap(),
        after: None,
        limit: 3,
    };
    let mut names = Vec::new();
    loop {
        let page = nodes.query(&query).unwrap();
        assert_eq!((page.total, page.counts.total()), (8, 10));
        names.extend(page.items.iter().map(|node| node.name.to_string()));
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    assert_eq!(names, ["cn5", "cn2", "cn10", "cn7", "cn1", "cn9", "cn6", "cn3"]);
}
