//! Looks into the registry and asks all nodes, at the same time. Blocks.

use std::thread;
use std::time::{Duration, Instant};

use portal_apptainer::registry::{PARTITIONS, Registry};
use portal_apptainer::remote::{self, Memories, NodeReport, Progress};
use portal_apptainer::{Discovery, Memory, Reading};

use super::REGISTRY;
use super::nodes::Sources;
use super::scan::{PlaceState, PlaceView, ScanView};

/// How a look says how far it is: what is handed in changes what is told of it.
pub(super) type Change<'c> = dyn Fn(&dyn Fn(&mut ScanView)) + Sync + 'c;

/// The registry's folder of descriptions.
const METADATA: &str = "metadata";

/// What was found in all places before, so that only what is new is read.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    registry: Memory,
    nodes: Memories,
}

/// What one place had.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) node: String,
    pub(super) discovery: Discovery,
    pub(super) error: Option<String>,
    pub(super) took: Duration,
}

/// Looks everywhere; the registry's report is the first. `change` is called from several threads.
pub(super) fn look(sources: &Sources, remembered: &mut Remembered, change: &Change<'_>) -> Vec<Report> {
    let (registry, nodes) = thread::scope(|scope| {
        let known = &remembered.registry;
        let registry = scope.spawn(move || look_here(sources, known, change));
        let nodes = ask_nodes(sources, &remembered.nodes, change);
        (registry.join(), nodes)
    });
    let registry = registry.unwrap_or_else(|_panic| Report {
        node: REGISTRY.to_owned(),
        discovery: Discovery::default(),
        error: Some("the look into the registry broke off".to_owned()),
        took: Duration::ZERO,
    });
    if registry.error.is_none() && registry.discovery.is_complete() {
        remembered.registry.clone_from(&registry.discovery.found);
    } else {
        let found = registry.discovery.found.iter();
        remembered
            .registry
            .extend(found.map(|(path, found)| (path.clone(), found.clone())));
    }
    for report in &nodes {
        report.remember(&mut remembered.nodes);
    }
    let nodes = nodes.into_iter().map(|report| Report {
        node: report.node,
        discovery: report.discovery,
        error: report.error,
        took: report.took,
    });
    let reports: Vec<Report> = std::iter::once(registry).chain(nodes).collect();
    change(&|scan| {
        for report in &reports {
            if let Some(place) = scan.place(&report.node) {
                conclude(place, report);
            }
        }
    });
    reports
}

fn look_here(sources: &Sources, known: &Memory, change: &Change<'_>) -> Report {
    let began = Instant::now();
    let at = |state, done, total| {
        change(&|scan| {
            if let Some(place) = scan.place(REGISTRY) {
                (place.state, place.done, place.total) = (state, done, total);
            }
        });
    };
    at(PlaceState::Reading, 0, 0);
    let (discovery, error) = match Registry::open(&sources.registry) {
        Ok(registry) => {
            let progress = |done, total| at(PlaceState::Reading, done, total);
            described(registry.discover(&PARTITIONS, known, progress))
        }
        Err(error) => {
            let reason = std::error::Error::source(&error).map_or_else(String::new, |reason| format!(": {reason}"));
            (Discovery::default(), Some(format!("{error}{reason}")))
        }
    };
    let report = Report {
        node: REGISTRY.to_owned(),
        discovery,
        error,
        took: began.elapsed(),
    };
    change(&|scan| {
        if let Some(place) = scan.place(REGISTRY) {
            conclude(place, &report);
        }
    });
    report
}

/// Images without what is written about them would be taken for others.
fn described(discovery: Discovery) -> (Discovery, Option<String>) {
    let unread = discovery.problems.iter().find(|problem| problem.path == METADATA);
    match unread.map(|problem| problem.reason.clone()) {
        Some(reason) => {
            let words = format!("what is written about images cannot be read: {reason}");
            (Discovery::default(), Some(words))
        }
        None => (discovery, None),
    }
}

fn ask_nodes(sources: &Sources, known: &Memories, change: &Change<'_>) -> Vec<NodeReport> {
    remote::discover(&sources.nodes, &sources.ssh, known, &|progress| {
        change(&|scan| {
            let (Progress::Asked { node } | Progress::Looked { node, .. } | Progress::Ended { node, .. }) = progress;
            let Some(place) = scan.place(node) else {
                return;
            };
            match progress {
                Progress::Asked { .. } => place.state = PlaceState::Connecting,
                Progress::Looked { done, of, .. } => {
                    (place.state, place.done, place.total) = (PlaceState::Reading, *done, *of);
                }
                Progress::Ended { error, images, .. } => {
                    place.error = error.map(str::to_owned);
                    place.images = *images;
                    place.state = ended(error.is_some());
                }
            }
        });
    })
}

const fn ended(failed: bool) -> PlaceState {
    if failed { PlaceState::Failed } else { PlaceState::Done }
}

fn conclude(place: &mut PlaceView, report: &Report) {
    let discovery = &report.discovery;
    place.state = ended(report.error.is_some());
    place.images = discovery.images().count();
    place.read = discovery.read;
    place.error.clone_from(&report.error);
    let problems = discovery.problems.iter();
    place.problems = PlaceView::keep_words(problems.map(|problem| (problem.path.clone(), problem.reason.clone())));
    let refused = discovery
        .found
        .iter()
        .filter_map(|(path, found)| match &*found.reading {
            Reading::Refused(reason) => Some((path.clone(), reason.clone())),
            Reading::Image(_) => None,
        });
    place.refused = PlaceView::keep_words(refused);
    place.took_ms = u64::try_from(report.took.as_millis()).ok();
}
