//! Making the job of a plan: its folder, its row, its script.

use actix_web::web::{Data, block};
use portal_db::job_submissions::{self, Asked, NewSubmission};
use portal_slurm::Submission;
use portal_slurm::model::JobId;
use portal_slurm::submission::Marker;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::desk::SubmissionDesk;
use super::folder::{JobFolder, folder_name};
use super::inputs::hex;
use super::plan::Plan;
use super::wrong::Wrong;
use crate::cluster::acting::error::ActError;
use crate::cluster::jobs::submit::once::Work;

/// A plan that is to become a job.
pub(super) struct TemplateWork {
    desk: Data<SubmissionDesk>,
    plan: std::sync::Arc<Plan>,
    /// What the client sent, for its `Idempotency-Key`.
    asked: Vec<u8>,
    /// Its path, when there is one.
    folder: Option<String>,
}

impl TemplateWork {
    pub(super) fn new(desk: Data<SubmissionDesk>, plan: Plan, asked: Vec<u8>) -> Self {
        Self {
            desk,
            plan: plan.into(),
            asked,
            folder: None,
        }
    }

    /// Makes the folder with all that the job finds in it, all but its name.
    async fn make_folder(&self) -> Result<(JobFolder, String), ActError> {
        let user = self.plan.user.clone();
        let runs_as = self.desk.hands.ask(move |slurm| slurm.runs_as(&user)).await?;
        let _turn = self.desk.copies.acquire().await;
        let token = format!("{:06x}", rand::random::<u32>() & 0xff_ffff);
        let name = folder_name(&self.desk.clock.rfc3339(), &self.plan.job_name, &token);
        let (desk, plan) = (self.desk.clone(), std::sync::Arc::clone(&self.plan));
        let make = move || {
            let folder = desk.root.make(&plan.user, &name, runs_as)?;
            let filled = (|| {
                for (file, to) in plan.staged() {
                    file.stage(&desk.uploads, &folder, &to)?;
                }
                let script = plan.script_to_submit(&desk, folder.path()).map_err(unfit)?;
                folder.hand_over(&script)?;
                Ok(script.to_string())
            })();
            match filled {
                Ok(script) => Ok((folder, script)),
                Err(error) => {
                    folder.discard();
                    Err(error)
                }
            }
        };
        block(make).await?
    }

    /// What an attempt of before, of which there is no job, was about to submit; none when there was none or its folder is gone.
    async fn of_before(&mut self, marker: &Marker) -> Result<Option<Submission>, ActError> {
        let known = marker.to_string();
        let before = self
            .desk
            .ask(move |connection| job_submissions::marked(connection, &known))
            .await?;
        let Some((row, before)) = before else { return Ok(None) };
        let (root, folder) = (self.desk.root.clone(), row.asked.folder.clone());
        if block(move || root.publish_recorded(&folder)).await?? {
            let submission = self.submission(before.script, &row.asked.folder)?;
            self.folder = Some(row.asked.folder);
            return Ok(Some(submission));
        }
        self.forget(marker).await;
        Ok(None)
    }

    /// Removes the row.
    async fn forget(&self, marker: &Marker) {
        let marker = marker.to_string();
        let forgotten = self
            .desk
            .ask(move |connection| job_submissions::forget(connection, &marker))
            .await;
        if let Err(error) = forgotten {
            // It has no job, so it is in no list, and goes by itself after a while.
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "the row of a job that never was could not be removed");
        }
    }

    fn row(&self, marker: &Marker, folder: &str, script: &str) -> NewSubmission {
        let Plan { row, template, .. } = &*self.plan;
        let slurm = &template.slurm;
        let image = self.plan.image.as_ref();
        let files: Vec<Value> = self.plan.files.iter().map(super::inputs::InputFile::recorded).collect();
        let asked = Asked {
            marker: marker.to_string(),
            job_name: self.plan.job_name.clone(),
            template_id: row.template_id.clone(),
            template_name: row.display_name.clone(),
            template_version: template.metadata.version.clone(),
            template_digest: row.digest.clone(),
            user_name: self.plan.user.to_string(),
            partition_name: slurm.partition.to_string(),
            nodes: slurm.nodes.into(),
            cpus: i64::from(slurm.ntasks) * i64::from(slurm.cpus_per_task.unwrap_or(1)),
            memory: slurm.memory.to_string(),
            time_limit: slurm.time.to_string(),
            image_id: image.map(|image| image.id.clone()),
            image_name: image.map(|image| image.name.clone()),
            image_digest: image.map(|image| image.digest.clone()),
            uploaded_files: Value::Array(files).to_string(),
            overrides: Value::Object(self.plan.overrides.clone()).to_string(),
            command: self.plan.command.as_ref().map(|command| command.template_id.clone()),
            folder: folder.to_owned(),
            script_hash: hex(&Sha256::digest(script)),
            output_patterns: json!(self.output_patterns()).to_string(),
            submitted_at: self.desk.clock.unix_seconds(),
        };
        NewSubmission {
            asked,
            script: script.to_owned(),
            edited: self.plan.is_edited(folder, script),
        }
    }

    /// What the template calls its output, and what the command offers for download.
    fn output_patterns(&self) -> Vec<&str> {
        let of_template = self.plan.template.files.outputs.iter().map(String::as_str);
        let commands = self.plan.command.iter();
        let of_command = commands
            .flat_map(|command| command.variables.output_files.values())
            .filter(|file| file.collect)
            .map(|file| file.pattern.as_str());
        of_template.chain(of_command).collect()
    }

    fn submission(&self, script: String, folder: &str) -> Result<Submission, ActError> {
        let script = script.try_into().map_err(|error| unfit_text("script", &error))?;
        let folder = folder.parse().map_err(|error| unfit_text("JOBS_ROOT", &error))?;
        Ok(Submission {
            // Else the person's home would be given to sbatch, and that counts more than what the script says.
            work_dir: Some(folder),
            hold: self.plan.hold,
            ..Submission::new(script)
        })
    }
}

impl Work for TemplateWork {
    fn asked(&self) -> Vec<u8> {
        self.asked.clone()
    }

    fn reason(&self) -> Option<String> {
        let row = &self.plan.row;
        let digest = row.digest.get(..8).unwrap_or_default();
        let mut reason = format!("{}; template {} {digest}", self.plan.job_name, row.template_id);
        if let Some(image) = &self.plan.image {
            reason.push_str("; image ");
            reason.push_str(&image.name);
        }
        Some(reason)
    }

    async fn prepare(&mut self, marker: &Marker) -> Result<Submission, ActError> {
        if let Some(submission) = self.of_before(marker).await? {
            return Ok(submission);
        }
        let (folder, script) = self.make_folder().await?;
        let path = folder.path().to_owned();
        let row = self.row(marker, &path, &script);
        let added = self
            .desk
            .ask(move |connection| job_submissions::add(connection, &row))
            .await;
        if let Err(error) = added {
            // The row of this marker, if there is one, is another attempt's.
            let _ = block(move || folder.discard()).await;
            return Err(error.into());
        }
        let ready = self.submission(script, &path);
        // From the row on somebody knows of the folder, so that it can have its name.
        let published = block(move || {
            let published = ready.and_then(|submission| folder.publish().map(|()| submission).map_err(ActError::from));
            published.inspect_err(|_| folder.discard())
        });
        match published.await.map_err(ActError::from).flatten() {
            Ok(submission) => {
                self.folder = Some(path);
                Ok(submission)
            }
            Err(error) => {
                self.forget(marker).await;
                Err(error)
            }
        }
    }

    async fn made(&self, marker: &Marker, job: JobId) {
        let (marker, job_id) = (marker.to_string(), i64::from(job.get()));
        let noted = self
            .desk
            .ask(move |connection| job_submissions::found(connection, &marker, job_id))
            .await;
        if let Err(error) = noted {
            // The job carries the marker, by which its row is found later.
            let error = &error as &dyn std::error::Error;
            tracing::warn!(%job, error, "the number of a submitted job could not be written to its row");
        }
    }

    async fn undone(&self, marker: &Marker) {
        self.forget(marker).await;
        if let Some(folder) = self.folder.clone() {
            let root = self.desk.root.clone();
            // What the disk refuses is told there.
            let _ = block(move || root.discard_recorded(&folder)).await;
        }
    }
}

fn unfit(wrong: Wrong) -> ActError {
    ActError::BadField {
        field: "script",
        expected: wrong.message,
    }
}

fn unfit_text(field: &'static str, error: &portal_slurm::submission::BadText) -> ActError {
    ActError::bad_field(field, error.to_string())
}
