//! Jobs that are made from templates: what was asked for becomes a folder, a script and a job, and its row follows the job to
//! its end.
//!
//! [`plan`] is what a request comes to, [`work`] makes the job of it, [`folder`] is where it works, [`follow`] keeps its row up
//! to date by what [`pieces`] make of its tasks, [`outputs`] is what it left, [`digests`] what it was given, [`leftovers`] what never became a job. Handlers are one file each.

mod acl;
mod desk;
mod digests;
pub(crate) mod draft;
mod error;
pub(crate) mod files;
mod folder;
mod follow;
mod images;
mod inputs;
mod leftovers;
pub(crate) mod legacy;
pub(crate) mod list;
mod outputs;
mod patterns;
mod pieces;
mod plan;
pub(crate) mod preview;
pub(crate) mod show;
mod submit;
mod view;
mod work;
mod wrong;

use portal_ratelimit::Rule;

pub(crate) use desk::{SubmissionDesk, SubmissionDeskParts};
pub(crate) use error::{SubmissionError, no_folder};
pub(crate) use folder::{FolderError, JobsRoot};
pub(crate) use follow::Follower;
pub(crate) use submit::{estimate, submit};

/// Lists and details.
pub(crate) const READ: Rule = Rule::per_minute("submissions_read", 3000);
/// Files of jobs.
pub(crate) const FILES: Rule = Rule::per_minute("submissions_files", 600);
/// A form asks whenever something in it changes.
pub(crate) const PREVIEW: Rule = Rule::per_minute("submissions_preview", 600);
