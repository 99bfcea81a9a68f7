//! What a request comes to: the template with what was changed, the image, the command, the files; and all that is wrong.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use portal_apptainer::command::{CommandTemplate, Rendered};
use portal_db::templates as rows;
use portal_db::templates::versions;
use portal_http::Caller;
use portal_jobscript::{ImageChoice, Input, JobScript, Request, ScriptError, facts, write};
use portal_slurm::model::Username;
use portal_templates::FileKey;
use portal_templates::overrides::check_overrides;
use portal_templates::schema::{self, Template};
use serde_json::{Map, Value};

use super::desk::SubmissionDesk;
use super::draft::TemplateJob;
use super::error::SubmissionError;
use super::folder::{STAGED, TO_BE_MADE};
use super::images::{self, KnownImage};
use super::inputs::{self, InputFile, staged_name};
use super::wrong::{Wrong, WrongCode};
use crate::cluster::acting::person;

/// A job to be.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) user: Username,
    pub(super) row: rows::Template,
    /// With what was changed.
    pub(super) template: Template,
    pub(super) overrides: Map<String, Value>,
    pub(super) job_name: String,
    pub(super) image: Option<KnownImage>,
    pub(super) command: Option<CommandTemplate>,
    /// In the order of their keys.
    pub(super) files: Vec<InputFile>,
    /// The script of a preview, edited.
    pub(super) edited: Option<String>,
    pub(super) hold: bool,
    /// While there is any, there is no job.
    pub(super) wrong: Vec<Wrong>,
}

impl Plan {
    /// Makes a plan of a request with uploads.
    ///
    /// # Errors
    /// When there is no template to make one of. Everything else that is wrong is told in the plan.
    pub(super) async fn of_uploads(
        desk: &Data<SubmissionDesk>,
        caller: &Caller,
        request: &HttpRequest,
        mut job: TemplateJob,
    ) -> Result<Self, SubmissionError> {
        let user = caller.name().to_owned();
        let asked: Vec<_> = std::mem::take(&mut job.inputs).into_iter().collect();
        let found = desk.ask(move |connection| inputs::find(connection, &user, &asked));
        let (files, wrong) = found.await?;
        Self::of(desk, caller, request, job, files, wrong).await
    }

    /// Makes a plan with files that are there.
    ///
    /// # Errors
    /// As [`Plan::of_uploads`].
    pub(super) async fn of(
        desk: &Data<SubmissionDesk>,
        caller: &Caller,
        request: &HttpRequest,
        job: TemplateJob,
        files: Vec<InputFile>,
        mut wrong: Vec<Wrong>,
    ) -> Result<Self, SubmissionError> {
        let user = person(caller.name())?;
        let (row, template) = template(desk, caller, request, &job).await?;
        let template = match check_overrides(&template, &job.overrides) {
            Ok(overrides) => overrides.applied_to(&template),
            Err(refused) => {
                wrong.extend(refused.into_iter().map(Wrong::from));
                template
            }
        };
        let told: Vec<String> = wrong.iter().map(|wrong| wrong.field.clone()).collect();
        let missing = inputs::problems(&template, &files).into_iter().map(Wrong::from);
        // Of an upload that is not complete it is not also told that there is none.
        wrong.extend(missing.filter(|wrong| !told.contains(&wrong.field)));
        let (rule, asked) = (
            template.apptainer.image.clone(),
            job.image_id.clone().filter(|id| !id.is_empty()),
        );
        let chosen = desk
            .ask(move |connection| images::choose(connection, &rule, asked.as_deref()))
            .await?;
        let image = chosen.unwrap_or_else(|problem| {
            wrong.push(problem);
            None
        });
        let command = match (&job.command, &image) {
            (None, _) => None,
            (Some(choice), Some(image)) => image
                .command(&choice.template_id)
                .map_err(|problem| wrong.push(problem))
                .ok(),
            (Some(_), None) => {
                wrong.push(Wrong::new(
                    "command",
                    WrongCode::NoImage,
                    "a command needs the image that offers it",
                ));
                None
            }
        };
        let plan = Self {
            user,
            job_name: job.name.unwrap_or_else(|| template.metadata.name.clone()),
            row,
            template,
            overrides: job.overrides,
            image,
            command,
            files,
            edited: job.script,
            hold: job.hold,
            wrong,
        };
        plan.looked_into(desk).await
    }

    /// With what is wrong inside of the files.
    async fn looked_into(mut self, desk: &Data<SubmissionDesk>) -> Result<Self, SubmissionError> {
        let (template, files, uploads) = (self.template.clone(), self.files.clone(), Arc::clone(&desk.uploads));
        let look = move || Ok::<_, portal_db::DbError>(inputs::look_into(&template, &files, &uploads));
        self.wrong.extend(SubmissionDesk::on_disk(look).await?);
        Ok(self)
    }

    /// Adds what is wrong, unless that was told already.
    pub(super) fn add(&mut self, wrong: Wrong) {
        let told = self
            .wrong
            .iter()
            .any(|told| told.field == wrong.field && told.code == wrong.code);
        if !told {
            self.wrong.push(wrong);
        }
    }

    /// What the folder is called in scripts as long as there is none.
    pub(super) fn folder_to_be(&self, desk: &SubmissionDesk) -> String {
        desk.root.path_of(&self.user, TO_BE_MADE)
    }

    /// The script for this folder, as the template has it.
    ///
    /// # Errors
    /// When something of the plan can be in no script.
    pub(super) fn script(&self, folder: &str) -> Result<JobScript, Wrong> {
        let inputs = self.inputs(folder);
        let inputs: Vec<Input<'_>> = inputs
            .iter()
            .map(|(key, name, staged)| Input {
                file_key: key,
                name,
                staged,
            })
            .collect();
        let command = self.rendered(folder, &inputs)?;
        let request = Request {
            template: &self.template,
            job_name: &self.job_name,
            folder,
            image: self.image.as_ref().map(|image| ImageChoice {
                id: &image.id,
                path: &image.path,
            }),
            inputs: &inputs,
            command: command.as_ref(),
        };
        write(&request).map_err(|error: ScriptError| Wrong::from(error))
    }

    fn rendered(&self, folder: &str, inputs: &[Input<'_>]) -> Result<Option<Rendered>, Wrong> {
        let Some(command) = &self.command else { return Ok(None) };
        let rendered = command.render(&facts(&self.template, folder, inputs));
        let rendered = rendered.map_err(|error| images::unusable(error.to_string()))?;
        Ok(Some(rendered))
    }

    /// Key, name, and where the portal puts it; of those that the template has.
    fn inputs(&self, folder: &str) -> Vec<(FileKey, &str, String)> {
        let known = |file: &InputFile| -> Option<FileKey> {
            let input = self
                .template
                .files
                .inputs()
                .find(|input| input.file_key.as_str() == file.key);
            input.map(|input| input.file_key.clone())
        };
        let files = self.files.iter().enumerate();
        files
            .filter_map(|(number, file)| {
                let key = known(file)?;
                let staged = format!("{folder}/{STAGED}/{}", staged_name(number, &key));
                Some((key, file.name.as_str(), staged))
            })
            .collect()
    }

    /// Names under which the files wait in the folder, each beside its file.
    pub(super) fn staged(&self) -> impl Iterator<Item = (&InputFile, String)> {
        let files = self.files.iter().enumerate();
        files.filter_map(|(number, file)| {
            let key: FileKey = file.key.parse().ok()?;
            Some((file, staged_name(number, &key)))
        })
    }

    /// The script to submit: as it was edited, or as the template has it.
    ///
    /// # Errors
    /// When there can be none.
    pub(super) fn script_to_submit(
        &self,
        desk: &SubmissionDesk,
        folder: &str,
    ) -> Result<portal_slurm::submission::Script, Wrong> {
        let text = match &self.edited {
            // Editors on other systems.
            Some(edited) => edited.replace("\r\n", "\n").replace(&self.folder_to_be(desk), folder),
            None => self.script(folder)?.text,
        };
        text.try_into().map_err(|error: portal_slurm::submission::BadText| {
            Wrong::new("script", WrongCode::BadScript, format!("the script {error}"))
        })
    }

    /// Whether this is another script than the template makes for the folder.
    pub(super) fn is_edited(&self, folder: &str, script: &str) -> bool {
        self.edited.is_some() && self.script(folder).map_or(true, |made| made.text != script)
    }
}

/// The template as it is now, and what it says.
async fn template(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    job: &TemplateJob,
) -> Result<(rows::Template, Template), SubmissionError> {
    let row = desk.templates.find(caller, request, &job.template_id).await?;
    if job.template_digest.as_ref().is_some_and(|seen| *seen != row.digest) {
        return Err(SubmissionError::Changed { now: row.digest });
    }
    let (number, digest) = (row.id, row.digest.clone());
    let text = desk
        .ask(move |connection| versions::text(connection, number, &digest))
        .await?;
    let text = text.filter(|_| row.is_usable).ok_or(SubmissionError::Unusable)?;
    let read = schema::read(&row.file_path, text.as_bytes());
    let template = read.template.ok_or(SubmissionError::Unusable)?;
    Ok((row, template))
}
