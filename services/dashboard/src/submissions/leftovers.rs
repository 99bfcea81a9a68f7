//! What a process that died left in `JOBS_ROOT`: files of forms that never came to an end, folders of jobs that never were.
//!
//! Several portal nodes share the folder, so none knows what the others are at. But whoever is at something there changes it
//! every few minutes, and names tell what is no job's: so what nobody has changed for hours is nobody's any more.

use std::os::fd::AsFd;
use std::time::Duration;

use actix_web::web::block;
use rustix::fs::AtFlags;
use tokio::time::{MissedTickBehavior, interval};

use super::desk::SubmissionDesk;
use super::folder::{
    FolderError, INCOMING, JobsRoot, MAKING, STAGED, clear, names_in, open_folder, remove_empty, remove_files,
};

/// A running request changes its folder at least so often.
pub(super) const BEAT: Duration = Duration::from_secs(600);
/// What has not changed for so long is left over. Seconds; clocks of file servers may be wrong by hours.
const ABANDONED: i64 = 6 * 3600;
/// How often it is looked.
const SWEEP: Duration = Duration::from_secs(900);

impl SubmissionDesk {
    /// Removes what is left over, at the start and then for as long as it is polled.
    pub(crate) async fn keep_tidy(&self) {
        let mut every = interval(SWEEP);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            let (root, before) = (self.root.clone(), self.clock.unix_seconds() - ABANDONED);
            match block(move || remove_abandoned(&root, before)).await {
                Ok(Ok(0)) => {}
                Ok(Ok(removed)) => tracing::info!(
                    folders.removed = removed,
                    "{removed} folders were removed from JOBS_ROOT that a killed process had left"
                ),
                // Whoever wants a job is told so.
                Ok(Err(FolderError::Missing(_))) => {}
                Ok(Err(error)) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "it could not be looked for what is left in JOBS_ROOT");
                }
                // The service stops.
                Err(_) => {}
            }
        }
    }
}

/// Removes all that is no job's and has not changed since `before` (seconds since the Unix epoch); tells how many folders.
///
/// # Errors
/// When the root cannot be read. What is in one person's folder does not keep the others' from being looked at.
fn remove_abandoned(root: &JobsRoot, before: i64) -> Result<u64, FolderError> {
    let root = root.open()?;
    let mut removed = 0;
    for person in names_in(&root)? {
        // Links and files are the operator's.
        let Ok(person) = open_folder(&root, &person) else {
            continue;
        };
        for name in names_in(&person).unwrap_or_default() {
            let incoming = name.starts_with(INCOMING);
            if !incoming && !name.starts_with(MAKING) {
                continue;
            }
            let Ok(folder) = open_folder(&person, &name) else {
                continue;
            };
            if changed_at(&folder) >= before {
                continue;
            }
            if incoming {
                remove_files(&folder);
                remove_empty(&person, &name);
            } else {
                clear(&person, &name);
            }
            removed += 1;
        }
    }
    Ok(removed)
}

/// When something was changed there last: the folder, a file in it, or one that is staged. Seconds since the Unix epoch.
fn changed_at(folder: impl AsFd) -> i64 {
    let staged = open_folder(&folder, STAGED).map_or(i64::MIN, |staged| newest(&staged));
    newest(&folder).max(staged)
}

/// When a folder, or what is right in it, was changed last. What is gone meanwhile has changed just now.
fn newest(folder: impl AsFd) -> i64 {
    let own = rustix::fs::fstat(&folder).map_or(i64::MAX, |stat| stat.st_mtime);
    let names = names_in(&folder).unwrap_or_default();
    let of = |name: &String| {
        let stat = rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW);
        stat.map_or(i64::MAX, |stat| stat.st_mtime)
    };
    names.iter().map(of).fold(own, i64::max)
}
