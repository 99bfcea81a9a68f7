//! What must hold at every moment.

use std::collections::BTreeMap;
use std::time::Duration;

use portal_config::Clock;
use proptest::prelude::*;

use super::{START, by, small, submission};
use crate::model::{Job, JobId, JobRef, JobState};
use crate::simulator::job::{Aside, Wait};
use crate::simulator::world::World;
use crate::simulator::{Plan, Profile, Simulator, lock};
use crate::{By, Cluster, JobChange, JobTarget, NodeChange};

/// What somebody does, at random.
#[derive(Debug, Clone)]
enum Step {
    Pass(u64),
    Submit(usize, bool),
    Act(usize, usize, bool),
    Node(usize, usize),
}

const SUBMISSIONS: [&str; 14] = [
    "time=5",
    "tasks=3 time=2 sleep=400",
    "nodes=2 per-node=8 time=3 sleep=100",
    "nodes=3 tasks=5 time=9 sleep=500",
    "cpus=8 time=1 sleep=30",
    "mem=16 time=5 sleep=200",
    "partition=gpu gres=gpu:1 time=4 sleep=90",
    "partition=gpu gres=gpu:a100:2 time=20 sleep=900",
    "partition=cpu,gpu tasks=4 time=6 sleep=60",
    "array=0-9%3 time=3 sleep=45",
    "array=1,5,7 tasks=8 time=3 sleep=70",
    "exit=3 time=2",
    "hold time=2",
    "constraint=ib after=singleton name=one time=2",
];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_u64..90).prop_map(Step::Pass),
        1 => (90_u64..2_000).prop_map(Step::Pass),
        6 => (0..SUBMISSIONS.len(), any::<bool>()).prop_map(|(which, kim)| Step::Submit(which, kim)),
        5 => (0_usize..40, 0_usize..7, any::<bool>()).prop_map(|(job, what, op)| Step::Act(job, what, op)),
        2 => (0_usize..5, 0_usize..5).prop_map(|(node, what)| Step::Node(node, what)),
    ];
    proptest::collection::vec(step, 1..60)
}

fn take(step: &Step, slurm: &Simulator, clock: &Clock, last: &mut u32) {
    match *step {
        Step::Pass(seconds) => clock.advance(Duration::from_secs(seconds)),
        Step::Submit(which, kim) => {
            let user = if kim { "kim" } else { "lee" };
            let asked = submission(SUBMISSIONS[which]);
            if let Ok(id) = slurm.submit(&user.parse().unwrap(), &asked) {
                *last = id.get();
            }
        }
        Step::Act(back, what, operator) => {
            let Some(id) = JobId::new(last.saturating_sub(back as u32)) else {
                return;
            };
            let by = if operator { By::Operator } else { by("kim") };
            let target = match back % 5 {
                0 => JobTarget::Job(JobRef::Task(id, 5)),
                1 => JobTarget::Waiting(id),
                _ => JobTarget::Job(JobRef::Job(id)),
            };
            let change = [
                JobChange::Cancel,
                JobChange::Hold,
                JobChange::Release,
                JobChange::Requeue,
                JobChange::Suspend,
                JobChange::Resume,
                JobChange::TimeLimit(Duration::from_secs(120)),
            ];
            let _ = slurm.change_job(&by, target, &change[what]);
        }
        Step::Node(node, what) => {
            let name = ["cn1", "cn2", "cn3", "cn4", "gn1"][node];
            let reason = || "why".parse().unwrap();
            let change = match what {
                0 => NodeChange::Drain { reason: reason() },
                1 => NodeChange::Resume,
                2 => NodeChange::Reboot { reason: reason() },
                3 => return slurm.break_node(name),
                _ => return slurm.mend_node(name),
            };
            let _ = slurm.change_node(&name.parse().unwrap(), &change);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_is_given_away_twice_whatever_is_done(steps in steps()) {
        let clock = Clock::manual(START);
        let slurm = Simulator::new(small(), clock.clone());
        let mut last = 0;
        for step in &steps {
            take(step, &slurm, &clock, &mut last);
            drop(slurm.present());
            check(&lock(&slurm.world));
        }
    }

    #[test]
    fn who_asks_more_often_changes_nothing(steps in steps(), every in 1_u64..40) {
        let plan = || Plan { broken_nodes: 1, ..small().seed(9) };
        let (seldom, often) = (Clock::manual(START), Clock::manual(START));
        let (one, other) = (Simulator::new(plan(), seldom.clone()), Simulator::new(plan(), often.clone()));
        let (mut last_one, mut last_other) = (0, 0);
        for step in &steps {
            take(step, &one, &seldom, &mut last_one);
            if let Step::Pass(mut seconds) = *step {
                while seconds > 0 {
                    let part = seconds.min(every);
                    often.advance(Duration::from_secs(part));
                    other.nodes().unwrap();
                    seconds -= part;
                }
            } else {
                take(step, &other, &often, &mut last_other);
            }
        }
        prop_assert_eq!(one.jobs().unwrap(), other.jobs().unwrap());
        prop_assert_eq!(one.nodes().unwrap(), other.nodes().unwrap());
        prop_assert_eq!(one.finished_since(0).unwrap(), other.finished_since(0).unwrap());
    }
}

#[test]
fn a_living_cluster_keeps_its_books() {
    for seed in 0..3 {
        let clock = Clock::manual(START);
        let plan = Profile::Small.plan("test", seed, 20, &["alice"]);
        let slurm = Simulator::new(plan, clock.clone());
        check(&lock(&slurm.world));
        for _ in 0..40 {
            clock.advance(Duration::from_secs(97));
            drop(slurm.present());
            check(&lock(&slurm.world));
        }
    }
}

/// Compares all that is counted with what it counts.
fn check(world: &World) {
    nodes_hold_what_jobs_have(world);
    lists_of_free_nodes_are_true(world);
    jobs_are_where_they_should_be(world);
    let mut used: BTreeMap<(usize, usize), (u32, u32, u32)> = BTreeMap::new();
    for job in world.jobs.values().filter(|job| !job.nodes.is_empty()) {
        let there = used.entry((job.user, job.qos)).or_default();
        *there = (there.0 + 1, there.1 + job.ask.cpus(), there.2 + job.ask.gpus());
    }
    for (key, counted) in world.usage.all() {
        let true_use = used.remove(&key).unwrap_or_default();
        assert_eq!((counted.jobs, counted.cpus, counted.gpus), true_use);
    }
    assert!(used.is_empty());
}

fn nodes_hold_what_jobs_have(world: &World) {
    let mut held = 0;
    for machine in world.machines.iter() {
        let group = &world.machines.classes[machine.class].group;
        let sum = |of: fn(&crate::simulator::machines::Held) -> u64| machine.held.iter().map(of).sum::<u64>();
        assert_eq!(u64::from(group.cpus - machine.cpus_free), sum(|held| held.cpus.into()));
        assert_eq!(group.memory_bytes - machine.memory_free, sum(|held| held.memory));
        assert_eq!(u64::from(group.gpus - machine.gpus_free), sum(|held| held.gpus.into()));
        held += machine.held.len();
        let completing = machine
            .held
            .iter()
            .filter(|held| world.jobs[&held.job].row.state == JobState::Completing);
        assert_eq!(completing.count(), machine.completing as usize);
        assert!(!machine.down || machine.held.is_empty(), "jobs on a node that is down");
        for own in &machine.held {
            let job = &world.jobs[&own.job];
            assert!(job.row.state.holds_nodes(), "{:?}", job.row);
            let cpus = job
                .nodes
                .iter()
                .filter(|(node, _)| world.machines[*node].name == machine.name);
            assert_eq!(cpus.map(|(_, cpus)| *cpus).collect::<Vec<_>>(), [own.cpus]);
            assert_eq!((own.memory, own.gpus), (job.ask.memory_per_node, job.ask.gpus_per_node));
        }
    }
    let of_jobs: usize = world.jobs.values().map(|job| job.nodes.len()).sum();
    assert_eq!(of_jobs, held);
    for row in world.jobs.values().filter(|job| job.row.state.holds_nodes()) {
        let cpus: u32 = row.nodes.iter().map(|(_, cpus)| cpus).sum();
        assert_eq!(
            (cpus, row.nodes.len()),
            (row.row.tres.cpus, row.row.nodes as usize),
            "{:?}",
            row.row
        );
    }
}

fn lists_of_free_nodes_are_true(world: &World) {
    for (at, class) in world.machines.classes.iter().enumerate() {
        let usable = world
            .machines
            .of_class(at)
            .filter(|node| world.machines[*node].usable());
        let usable: Vec<_> = usable.collect();
        assert_eq!(usable.len(), class.usable);
        assert_eq!(
            class.free.values().map(|nodes| nodes.len()).sum::<usize>(),
            usable.len()
        );
        for node in usable {
            assert!(class.free[&world.machines[node].cpus_free].contains(&node));
        }
    }
}

fn jobs_are_where_they_should_be(world: &World) {
    let mut pending = vec![0; world.parts.len()];
    for job in world.jobs.values() {
        let row = &job.row;
        times_make_sense(row, world.now);
        assert_eq!(row.state.is_waiting(), job.wait != Wait::No, "{row:?}");
        assert_eq!(row.state.holds_nodes(), !job.nodes.is_empty(), "{row:?}");
        if row.state.is_waiting() {
            pending[job.parts[0]] += 1;
            assert!(row.node_list.is_empty());
        }
        for (at, part) in world.parts.iter().enumerate() {
            let should = job.wait == Wait::Queue && job.parts.contains(&at);
            assert_eq!(part.queue.contains(&job.key()), should, "{row:?}");
        }
        if let Wait::Aside(aside) = job.wait {
            assert!(world.aside[&aside].contains(&job.key()));
            assert_eq!(aside == Aside::Held, row.priority == 0, "{row:?}");
        }
        if let Some(array) = &row.array {
            assert!(world.arrays[&array.job_id].records.contains(&row.id));
        }
    }
    let aside: usize = world.aside.values().map(|list| list.len()).sum();
    let waits = world.jobs.values().filter(|job| matches!(job.wait, Wait::Aside(_)));
    assert_eq!(waits.count(), aside);
    let counted: Vec<u32> = world.parts.iter().map(|part| part.pending).collect();
    assert_eq!(counted, pending);
    for (array, tally) in &world.arrays {
        let of = |state: fn(&Job) -> bool| {
            let records = tally
                .records
                .iter()
                .map(|id| &world.jobs[id].row)
                .filter(|row| state(row));
            records.map(Job::count).sum::<u32>()
        };
        assert_eq!(of(|row| !row.state.has_ended()), tally.left, "{array}");
        assert_eq!(of(|row| row.state.holds_nodes()), tally.running, "{array}");
    }
}

fn times_make_sense(row: &Job, now: i64) {
    assert!(row.submit_at <= now);
    if !row.state.is_waiting() {
        assert!(
            row.start_at
                .is_none_or(|start_at| start_at >= row.submit_at && start_at <= now),
            "{row:?}"
        );
    }
    if row.state.has_ended() {
        assert!(row.end_at.unwrap() <= now && row.end_at >= row.start_at, "{row:?}");
    } else if row.state == JobState::Running {
        assert!(row.end_at.unwrap() >= now, "{row:?}");
    } else if row.state.is_waiting() {
        assert_eq!(row.end_at, None);
    }
}
