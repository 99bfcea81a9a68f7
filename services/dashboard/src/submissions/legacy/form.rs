//! The form of the earlier portal, read as it arrives: fields into memory, files onto the disk.

use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Payload, block};
use futures_util::StreamExt;
use portal_http::Caller;
use serde_json::{Map, Value};

use super::error::LegacyRefusal;
use super::incoming::{Incoming, IncomingError, MOST_FILES, Step};
use crate::cluster::acting::person;
use crate::submissions::SubmissionDesk;
use crate::submissions::draft::TemplateJob;
use crate::submissions::inputs::InputFile;
use crate::submissions::leftovers::BEAT;
use crate::uploads::multipart::{Event, Multipart};

/// A client that sends nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of one field that is no file.
const LONGEST_FIELD: usize = 64 * 1024;
/// Fields that are no files.
const MOST_FIELDS: usize = 64;
/// Bytes that are written at a time.
const AT_ONCE: usize = 1 << 20;

/// What was sent.
pub(super) struct Sent {
    fields: Vec<(String, Vec<u8>)>,
    incoming: Option<Incoming>,
}

/// What becomes of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    /// They are kept for the job.
    Kept,
    /// They are read over.
    Ignored,
}

impl Sent {
    /// The text of a field; none when it is empty.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.fields.iter().find(|(field, _)| field == name)?;
        let text = String::from_utf8_lossy(value).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// The files.
    pub(super) fn files(&self) -> Vec<InputFile> {
        self.incoming.as_ref().map(Incoming::files).unwrap_or_default()
    }

    /// The same as the new routes take it, without its files.
    ///
    /// # Errors
    /// In the contract's words.
    pub(super) fn job(&self) -> Result<TemplateJob, LegacyRefusal> {
        let template_id = self.text("template_id").ok_or(LegacyRefusal::NoTemplateId)?;
        let overrides: Map<String, Value> = match self.text("slurm_overrides") {
            None => Map::new(),
            Some(text) => serde_json::from_str(&text).map_err(|error| LegacyRefusal::Overrides(error.to_string()))?,
        };
        Ok(TemplateJob {
            template_id,
            template_digest: None,
            image_id: self.text("apptainer_image_id"),
            inputs: std::collections::BTreeMap::new(),
            overrides,
            name: self.text("job_name"),
            command: None,
            script: None,
            hold: false,
        })
    }
}

/// Reads the form.
///
/// # Errors
/// When it is none, breaks off, or is too large; or the files cannot be written.
pub(super) async fn read(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    request: &HttpRequest,
    mut body: Payload,
    files: Files,
) -> Result<Sent, LegacyRefusal> {
    let content_type = request.headers().get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut reader = Multipart::new(content_type)?;
    let mut form = Form::default();
    let mut incoming: Option<Incoming> = None;
    let mut touched = Instant::now();
    loop {
        if touched.elapsed() > BEAT {
            incoming = touch(incoming).await?;
            touched = Instant::now();
        }
        let next = tokio::time::timeout(PATIENCE, body.next()).await;
        let Some(bytes) = next.map_err(|_stalled| LegacyRefusal::BrokenOff)? else {
            break;
        };
        let bytes = bytes.map_err(|_broken| LegacyRefusal::BrokenOff)?;
        reader.feed(&bytes, |event| form.take(event))?;
        if form.too_large {
            return Err(LegacyRefusal::TooLarge);
        }
        // Before they are on the disk, where they are counted too: a part without a byte takes memory as well.
        if form.files > MOST_FILES {
            return Err(LegacyRefusal::File(IncomingError::TooMany));
        }
        match files {
            Files::Kept if form.waiting >= AT_ONCE => incoming = write(desk, caller, incoming, &mut form).await?,
            Files::Kept => {}
            Files::Ignored => form.forget(),
        }
    }
    reader.finish()?;
    if !form.steps.is_empty() {
        incoming = write(desk, caller, incoming, &mut form).await?;
    }
    Ok(Sent {
        fields: form.fields,
        incoming,
    })
}

/// A form that comes slowly is one that comes.
async fn touch(incoming: Option<Incoming>) -> Result<Option<Incoming>, LegacyRefusal> {
    let Some(incoming) = incoming else { return Ok(None) };
    let touched = block(move || incoming.touch().map(|()| Some(incoming))).await?;
    touched.map_err(|error| LegacyRefusal::NoFolder(error.into()))
}

/// Writes what has come so far.
async fn write(
    desk: &Data<SubmissionDesk>,
    caller: &Caller,
    incoming: Option<Incoming>,
    form: &mut Form,
) -> Result<Option<Incoming>, LegacyRefusal> {
    form.waiting = 0;
    let steps = std::mem::take(&mut form.steps);
    let mut incoming = match incoming {
        Some(incoming) => incoming,
        None => {
            let user = person(caller.name())?;
            let of = user.clone();
            let runs_as = desk.hands.ask(move |slurm| slurm.runs_as(&of)).await?;
            let root = desk.root.clone();
            let make = move || Incoming::make(&root, &user, runs_as);
            block(make).await?.map_err(LegacyRefusal::NoFolder)?
        }
    };
    let work = move || {
        for step in steps {
            incoming.take(step)?;
        }
        Ok(Some(incoming))
    };
    block(work).await?.map_err(LegacyRefusal::File)
}

#[derive(Default)]
struct Form {
    fields: Vec<(String, Vec<u8>)>,
    steps: Vec<Step>,
    files: usize,
    waiting: usize,
    part: Part,
    too_large: bool,
}

/// What is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Field,
    File,
    /// Forms send a file without a name where none was chosen.
    NoFile,
}

impl Form {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Begin { name, file_name } => match (name.strip_prefix("file_"), file_name) {
                (Some(_), Some("")) => self.part = Part::NoFile,
                (Some(key), Some(file_name)) => {
                    self.part = Part::File;
                    self.files += 1;
                    self.steps.push(Step::Begin {
                        key: key.to_owned(),
                        name: base_name(file_name).to_owned(),
                    });
                }
                _ if self.fields.len() == MOST_FIELDS => self.too_large = true,
                _ => {
                    self.part = Part::Field;
                    self.fields.push((name.to_owned(), Vec::new()));
                }
            },
            Event::Data(bytes) => match self.part {
                Part::File => self.file(bytes),
                Part::Field => self.field(bytes),
                Part::NoFile => {}
            },
            Event::End if self.part == Part::File => self.steps.push(Step::End),
            Event::End => {}
        }
    }

    fn file(&mut self, bytes: &[u8]) {
        self.waiting += bytes.len();
        match self.steps.last_mut() {
            Some(Step::Data(data)) => data.extend_from_slice(bytes),
            _ => self.steps.push(Step::Data(bytes.to_vec())),
        }
    }

    fn field(&mut self, bytes: &[u8]) {
        match self.fields.last_mut() {
            Some((_, value)) if value.len() + bytes.len() <= LONGEST_FIELD => value.extend_from_slice(bytes),
            _ => self.too_large = true,
        }
    }

    fn forget(&mut self) {
        self.steps.clear();
        self.waiting = 0;
    }
}

/// Some older browsers send the whole path.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
