//! Submissions as the API shows them.

use portal_db::job_submissions::{JobSubmission, Submitted};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::cluster::age::time;

/// A job that a template made. Times are RFC 3339, UTC.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmissionView {
    id: i64,
    job_id: i64,
    name: String,
    user: String,
    template: SubmittedTemplate,
    /// Null for none.
    #[schema(required = true)]
    image: Option<SubmittedImage>,
    /// The command of the image; null for the template's own.
    #[schema(required = true)]
    command: Option<String>,
    partition: String,
    nodes: i64,
    /// Of all tasks.
    cpus: i64,
    /// As Slurm writes it, each node.
    memory: String,
    /// As Slurm writes it.
    time_limit: String,
    inputs: Vec<SubmittedInput>,
    /// What was changed of the template.
    #[schema(value_type = Object)]
    overrides: Value,
    /// Where the job works. Absolute.
    folder: String,
    /// SHA-256 of the script.
    script_digest: String,
    /// `submitted`, `running`, `completed`, `failed`, `cancelled`; `unknown` when it is over and nobody saw how it ended.
    status: String,
    /// Slurm's word; empty until it is known.
    slurm_state: String,
    /// What its script returned.
    #[schema(required = true)]
    exit_code: Option<i64>,
    submitted_at: String,
    #[schema(required = true)]
    started_at: Option<String>,
    #[schema(required = true)]
    completed_at: Option<String>,
    /// Why it ended as it did, in Slurm's words.
    #[schema(required = true)]
    error_message: Option<String>,
    /// When it was put back into the queue last; what it did before counts no more.
    #[schema(required = true)]
    put_back_at: Option<String>,
}

/// The template, as it was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmittedTemplate {
    id: String,
    name: String,
    version: String,
    /// SHA-256 of its file: one of the template's versions.
    digest: String,
}

/// The image, as it was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmittedImage {
    id: String,
    name: String,
    digest: String,
}

/// A file that the job was given.
#[derive(Debug, Serialize, serde::Deserialize, ToSchema)]
pub(crate) struct SubmittedInput {
    file_key: String,
    name: String,
    bytes: u64,
    /// Null when it came with an older client's request.
    #[schema(required = true)]
    upload_id: Option<String>,
    /// Of its content. Null while it is being made, and when the file had gone before.
    #[serde(default)]
    #[schema(required = true)]
    sha256: Option<String>,
}

/// The same, and its script.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmissionDetail {
    #[serde(flatten)]
    submission: SubmissionView,
    /// As submitted.
    script: String,
    /// Whether the person had changed what the template made.
    edited: bool,
}

impl SubmissionDetail {
    pub(super) fn of(row: JobSubmission, Submitted { script, edited }: Submitted) -> Self {
        Self {
            submission: row.into(),
            script,
            edited,
        }
    }
}

impl From<JobSubmission> for SubmissionView {
    fn from(row: JobSubmission) -> Self {
        let asked = row.asked;
        let image = asked.image_id.map(|id| SubmittedImage {
            id,
            name: asked.image_name.unwrap_or_default(),
            digest: asked.image_digest.unwrap_or_default(),
        });
        Self {
            id: row.id,
            job_id: row.job_id.unwrap_or(0),
            name: asked.job_name,
            user: asked.user_name,
            template: SubmittedTemplate {
                id: asked.template_id,
                name: asked.template_name,
                version: asked.template_version,
                digest: asked.template_digest,
            },
            image,
            command: asked.command,
            partition: asked.partition_name,
            nodes: asked.nodes,
            cpus: asked.cpus,
            memory: asked.memory,
            time_limit: asked.time_limit,
            inputs: serde_json::from_str(&asked.uploaded_files).unwrap_or_default(),
            overrides: serde_json::from_str(&asked.overrides).unwrap_or_default(),
            folder: asked.folder,
            script_digest: asked.script_hash,
            status: row.status,
            slurm_state: row.slurm_state,
            exit_code: row.exit_code,
            submitted_at: time(asked.submitted_at),
            started_at: row.started_at.map(time),
            completed_at: row.completed_at.map(time),
            error_message: row.error_message,
            put_back_at: row.put_back_at.map(time),
        }
    }
}
