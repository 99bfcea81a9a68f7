//! One look for images everywhere, as it goes on.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Problems and refused files that are told of one place.
const MOST_WORDS: usize = 50;

/// How far a place is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PlaceState {
    /// Its turn has not come.
    #[default]
    Waiting,
    /// It is being reached.
    Connecting,
    /// It is being read.
    Reading,
    /// All of it was looked at, but for the files that are told.
    Done,
    /// It was not looked at, or not to the end.
    Failed,
}

/// A file, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct FileRemark {
    pub(super) path: String,
    pub(super) reason: String,
}

/// A place of a scan: the registry or a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct PlaceView {
    /// `headnode` is the registry.
    pub(super) name: String,
    pub(super) state: PlaceState,
    /// Images that were looked at.
    pub(super) done: usize,
    /// Images that there are to look at.
    pub(super) total: usize,
    /// Images that it has.
    pub(super) images: usize,
    /// Images that were new or changed, and read.
    pub(super) read: usize,
    /// What went wrong; in full for administrators.
    #[schema(required = true)]
    pub(super) error: Option<String>,
    /// For administrators: files and folders that could not be looked at; the first 50. What is known of them stays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) problems: Vec<FileRemark>,
    /// For administrators: files that are named like images and are none; the first 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) refused: Vec<FileRemark>,
    /// How long it took.
    #[schema(required = true)]
    pub(super) took_ms: Option<u64>,
}

/// A scan: the one that goes on, or the last one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ScanView {
    /// Counts the scans, from 1; those of all portal nodes that share a Redis.
    pub(super) number: u64,
    pub(super) running: bool,
    /// RFC 3339.
    pub(super) started_at: String,
    /// RFC 3339; null while it goes on.
    #[schema(required = true)]
    pub(super) finished_at: Option<String>,
    /// The registry, then nodes.
    pub(super) nodes: Vec<PlaceView>,
    /// Images, each counted once.
    pub(super) images: usize,
    /// Images that were not known.
    pub(super) added: usize,
    /// Images that are not what they were, or not where.
    pub(super) changed: usize,
    /// Images that are nowhere any more.
    pub(super) gone: usize,
    /// Why nothing came of it.
    #[schema(required = true)]
    pub(super) error: Option<String>,
}

impl ScanView {
    /// The next one, of these places. One that goes on is begun anew: whoever waits for it waits for this one.
    pub(super) fn begin(&mut self, names: impl IntoIterator<Item = String>, now: String) {
        let places = names.into_iter().map(|name| PlaceView {
            name,
            ..PlaceView::default()
        });
        *self = Self {
            number: self.number + u64::from(!self.running),
            running: true,
            started_at: now,
            nodes: places.collect(),
            ..Self::default()
        };
    }

    /// Whether this, which another portal node stored, is newer than what is known here; `looks`: that node looks.
    pub(super) fn is_news_to(&self, known: &Self, looks: bool) -> bool {
        match self.number.cmp(&known.number) {
            Ordering::Greater => true,
            // Of one scan the end is newer, unless somebody takes it over.
            Ordering::Equal => known.running || !self.running || looks,
            // Redis has forgotten how many there were.
            Ordering::Less => self.started_at > known.started_at,
        }
    }

    /// A place of it.
    pub(super) fn place(&mut self, name: &str) -> Option<&mut PlaceView> {
        self.nodes.iter_mut().find(|place| place.name == name)
    }

    /// As everybody may see it: without words that name files and keys.
    pub(super) fn without_words(mut self) -> Self {
        for place in &mut self.nodes {
            place.error = place
                .error
                .take()
                .map(|_words| "It could not be asked to the end".to_owned());
            place.problems.clear();
            place.refused.clear();
        }
        self
    }
}

impl PlaceView {
    pub(super) fn keep_words(problems: impl IntoIterator<Item = (String, String)>) -> Vec<FileRemark> {
        let remarks = problems.into_iter().take(MOST_WORDS);
        remarks.map(|(path, reason)| FileRemark { path, reason }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::ScanView;

    fn scan(number: u64, running: bool, began: u8) -> ScanView {
        ScanView {
            number,
            running,
            started_at: format!("2026-11-22T10:00:0{began}.000Z"),
            ..ScanView::default()
        }
    }

    #[test]
    fn what_another_node_says_counts_when_it_is_newer() {
        let looks = true;
        assert!(scan(3, true, 1).is_news_to(&scan(2, false, 0), looks));
        assert!(!scan(2, false, 0).is_news_to(&scan(3, true, 1), looks));
        assert!(
            scan(3, false, 1).is_news_to(&scan(3, true, 1), !looks),
            "its end is newer than its middle"
        );
        assert!(!scan(3, true, 1).is_news_to(&scan(3, false, 1), !looks));
        assert!(
            scan(3, true, 2).is_news_to(&scan(3, false, 1), looks),
            "somebody has taken it over"
        );
        assert!(
            scan(1, true, 5).is_news_to(&scan(9, false, 1), looks),
            "Redis has forgotten how many there were"
        );
    }

    #[test]
    fn whoever_takes_a_scan_over_goes_on_with_its_number() {
        let names = || ["headnode".to_owned()];
        let mut left_behind = scan(3, true, 1);
        left_behind.begin(names(), "2026-11-22T10:00:09.000Z".to_owned());
        assert_eq!((left_behind.number, left_behind.running), (3, true));
        let mut over = scan(3, false, 1);
        over.begin(names(), "2026-11-22T10:00:09.000Z".to_owned());
        assert_eq!((over.number, over.running), (4, true));
    }
}
