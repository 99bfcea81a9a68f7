//! One look for images everywhere, as it goes on.

use serde::Serialize;
use utoipa::ToSchema;

/// Problems and refused files that are told of one place.
const MOST_WORDS: usize = 50;

/// How far a place is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FileRemark {
    pub(super) path: String,
    pub(super) reason: String,
}

/// A place of a scan: the registry or a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) problems: Vec<FileRemark>,
    /// For administrators: files that are named like images and are none; the first 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) refused: Vec<FileRemark>,
    /// How long it took.
    #[schema(required = true)]
    pub(super) took_ms: Option<u64>,
}

/// A scan: the one that goes on, or the last one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ScanView {
    /// Counts the scans of this process, from 1.
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
    /// The next one, of these places.
    pub(super) fn begin(&mut self, names: impl IntoIterator<Item = String>, now: String) {
        let places = names.into_iter().map(|name| PlaceView {
            name,
            ..PlaceView::default()
        });
        *self = Self {
            number: self.number + 1,
            running: true,
            started_at: now,
            nodes: places.collect(),
            ..Self::default()
        };
    }

    /// A place of it.
    pub(super) fn place(&mut self, name: &str) -> Option<&mut PlaceView> {
        self.nodes.iter_mut().find(|place| place.name == name)
    }

    /// As everybody may see it: without words that name files and keys.
    pub(super) fn without_words(mut self) -> Self {
        for place in &mut self.nodes {
            place.error = place.error.take().map(|_words| "It could not be asked to the end".to_owned());
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
