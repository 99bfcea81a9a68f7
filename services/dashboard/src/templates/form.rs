//! A form with one small file.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Payload;
use futures_util::StreamExt;

use super::error::TemplateError;
use crate::uploads::multipart::{Event, Multipart};

/// A client that sends nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// A template and a little more: what is longer is told so.
const LONGEST_FILE: usize = 256 * 1024;
/// Other fields are words.
const LONGEST_FIELD: usize = 256;

/// What was sent.
#[derive(Debug, Default)]
pub(super) struct SentFile {
    pub(super) file: Option<Vec<u8>>,
    pub(super) is_public: bool,
}

/// Reads the form.
///
/// # Errors
/// When it is none, breaks off, or holds more than a template.
pub(super) async fn read(request: &HttpRequest, mut body: Payload) -> Result<SentFile, TemplateError> {
    let content_type = request.headers().get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let no_file = TemplateError::Nothing("No file provided");
    let mut reader = Multipart::new(content_type).map_err(|_no_form| no_file)?;
    let mut form = Form::default();
    loop {
        let next = tokio::time::timeout(PATIENCE, body.next()).await;
        let Some(bytes) = next.map_err(|_stalled| TemplateError::BrokenOff)? else {
            break;
        };
        let bytes = bytes.map_err(|_broken| TemplateError::BrokenOff)?;
        reader.feed(&bytes, |event| form.take(event))?;
        if form.too_large {
            return Err(TemplateError::TooLarge);
        }
    }
    reader.finish()?;
    Ok(form.sent)
}

#[derive(Default)]
struct Form {
    sent: SentFile,
    name: String,
    value: Vec<u8>,
    too_large: bool,
}

impl Form {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Begin { name, .. } => {
                self.name = name.to_owned();
                self.value = Vec::new();
            }
            Event::Data(bytes) => {
                let most = if self.name == "file" {
                    LONGEST_FILE
                } else {
                    LONGEST_FIELD
                };
                if self.value.len() + bytes.len() > most {
                    self.too_large = true;
                } else {
                    self.value.extend_from_slice(bytes);
                }
            }
            Event::End => match self.name.as_str() {
                "file" => self.sent.file = Some(std::mem::take(&mut self.value)),
                "is_public" => self.sent.is_public = self.value.eq_ignore_ascii_case(b"true"),
                _ => {}
            },
        }
    }
}
