//! From a file to what its row says.

use portal_db::templates::{File, FileChange, Says};
use portal_templates::store::{Document, Source};
use portal_templates::watch::Change;
use serde_json::{Value, json};

/// What rows have to learn of a change; nothing when it is no news for them.
pub(super) fn file_change(change: &Change) -> Option<FileChange> {
    match change {
        Change::Added(document) | Change::Changed(document) => Some(there(document)),
        Change::Removed(place) => Some(FileChange::Gone(place.to_string())),
        // What was known of it stays known.
        Change::Unreadable { .. } => None,
    }
}

/// The file is there.
pub(super) fn there(document: &Document) -> FileChange {
    let rank = match document.place.source() {
        Source::Official => 0,
        Source::Community => 1,
        Source::Private(_) => 2,
    };
    FileChange::There(Box::new(File {
        path: document.place.to_string(),
        source: document.place.source().to_string(),
        rank,
        digest: document.digest.to_string(),
        short_digest: document.digest.short(),
        modified_at: portal_config::rfc3339(document.stamp.modified_millis()),
        text: without_nul(&document.text),
        problems: json!(document.reading.problems).to_string(),
        says: says(document),
    }))
}

fn says(document: &Document) -> Option<Says> {
    let metadata = document.reading.metadata.as_ref()?;
    let tree = document.decorated()?;
    let section = |name: &str| tree.get(name).unwrap_or(&Value::Null).to_string();
    Some(Says {
        template_id: metadata.id.to_string(),
        name: without_nul(&metadata.name),
        display_name: without_nul(&metadata.display_name),
        description: without_nul(&metadata.description),
        category: document.place.category_of(metadata).to_string(),
        tags: json!(metadata.tags).to_string(),
        version: without_nul(&metadata.version),
        author: without_nul(&metadata.author),
        is_public: metadata.is_public,
        slurm_config: section("slurm"),
        apptainer_config: section("apptainer"),
        file_schema: section("files"),
        script_template: section("script"),
        document: tree.to_string(),
        is_usable: document.reading.template.is_some(),
    })
}

/// PostgreSQL's texts cannot hold NUL, which YAML can write.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
