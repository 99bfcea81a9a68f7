//! `POST /api/v2/files/upload/chunk`: a chunk as a form, the contract's way. The fields may come in any order.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Json, Payload};
use bytes::Bytes;
use futures_util::StreamExt;
use portal_http::FilesWriter;

use super::Desk;
use super::checksum::Expected;
use super::desk::Open;
use super::error::UploadError;
use super::memory::Reserved;
use super::multipart::{Event, Multipart};
use super::names::UploadId;
use super::raw_chunk::PATIENCE;
use super::receive::{MEMORY_PER_CHUNK, Receiver};
use super::store::Part;
use super::view::ChunkView;

/// Ids, indexes and checksums are shorter.
const LONGEST_FIELD: usize = 256;

/// The form.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "only describes the form in the OpenAPI document")]
pub(crate) struct ChunkForm {
    /// 16 hexadecimal digits.
    upload_id: String,
    /// Counted from 0.
    chunk_index: u64,
    /// The bytes.
    #[schema(format = Binary)]
    chunk: String,
    /// MD5 of the bytes in hexadecimal.
    checksum: Option<String>,
}

/// Stores one chunk.
#[utoipa::path(post, path = "/api/v2/files/upload/chunk", operation_id = "sendChunk", tag = "uploads",
    request_body(content = ChunkForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ChunkView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody),
        (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody), (status = 507, body = portal_http::ErrorBody)))]
pub(crate) async fn chunk(
    desk: Data<Desk>,
    user: FilesWriter,
    request: HttpRequest,
    mut body: Payload,
) -> Result<Json<ChunkView>, UploadError> {
    let content_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    // A JSON body is what the contract answers with this sentence.
    let mut reader = Multipart::new(content_type).map_err(|_other| UploadError::MissingPart(NO_IDS))?;
    let mut form = Form::default();
    while let Some(bytes) = tokio::time::timeout(PATIENCE, body.next())
        .await
        .map_err(|_stalled| UploadError::Stalled)?
    {
        let mut events = Vec::new();
        reader.feed(&bytes.map_err(UploadError::BrokenOff)?, |event| {
            events.push(Owned::from(event))
        })?;
        for event in events {
            form.take(event, &desk, &user).await?;
        }
    }
    reader.finish()?;
    form.finish(&desk, &user).await
}

const NO_IDS: &str = "Missing upload_id or chunk_index";

enum Owned {
    Begin(String),
    Data(Bytes),
    End,
}

impl From<Event<'_>> for Owned {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Begin { name, .. } => Self::Begin(name.to_owned()),
            Event::Data(bytes) => Self::Data(Bytes::copy_from_slice(bytes)),
            Event::End => Self::End,
        }
    }
}

/// What has been read of the form.
#[derive(Default)]
struct Form {
    upload_id: Option<String>,
    chunk_index: Option<String>,
    checksum: Option<String>,
    field: Option<(String, Vec<u8>)>,
    in_chunk: bool,
    chunk: Chunk,
}

/// Where the chunk's bytes go: straight to their place, or, when they come before we know whose they are, into memory
/// that was reserved for the largest chunk.
#[derive(Default)]
enum Chunk {
    #[default]
    None,
    Streaming {
        open: Arc<Open>,
        part: Arc<Part>,
        receiver: Box<Receiver>,
        _memory: Reserved,
        summed: bool,
    },
    Held {
        bytes: Vec<u8>,
        _memory: Reserved,
    },
}

impl Form {
    async fn take(&mut self, event: Owned, desk: &Desk, user: &FilesWriter) -> Result<(), UploadError> {
        match event {
            Owned::Begin(name) if name == "chunk" => {
                self.in_chunk = true;
                self.begin_chunk(desk, user).await
            }
            Owned::Begin(name) => {
                self.field = Some((name, Vec::new()));
                Ok(())
            }
            Owned::Data(bytes) if self.in_chunk => self.chunk.push(bytes, desk).await,
            Owned::Data(bytes) => {
                if let Some((_, value)) = &mut self.field {
                    let room = LONGEST_FIELD.saturating_sub(value.len());
                    value.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
                }
                Ok(())
            }
            Owned::End => {
                self.in_chunk = false;
                self.end_field();
                Ok(())
            }
        }
    }

    fn end_field(&mut self) {
        let Some((name, value)) = self.field.take() else { return };
        let value = Some(String::from_utf8_lossy(&value).trim().to_owned()).filter(|value| !value.is_empty());
        match name.as_str() {
            "upload_id" => self.upload_id = value,
            "chunk_index" => self.chunk_index = value,
            "checksum" => self.checksum = value,
            _ => {}
        }
    }

    async fn begin_chunk(&mut self, desk: &Desk, user: &FilesWriter) -> Result<(), UploadError> {
        if !matches!(self.chunk, Chunk::None) {
            return Err(UploadError::MissingPart("Only one chunk can be sent at a time"));
        }
        self.chunk = if self.upload_id.is_some() && self.chunk_index.is_some() {
            let memory = desk.memory.reserve(MEMORY_PER_CHUNK)?;
            let (open, part, receiver) = self.open(desk, user).await?;
            let expected = Expected::default().with_field(self.checksum.as_deref())?;
            let receiver = Box::new(receiver.claim(expected).await?);
            Chunk::Streaming {
                open,
                part,
                receiver,
                _memory: memory,
                summed: self.checksum.is_some(),
            }
        } else {
            Chunk::Held {
                bytes: Vec::new(),
                _memory: desk.memory.reserve(desk.settings.chunk_max + MEMORY_PER_CHUNK)?,
            }
        };
        Ok(())
    }

    async fn open(&self, desk: &Desk, user: &FilesWriter) -> Result<(Arc<Open>, Arc<Part>, Receiver), UploadError> {
        let (Some(id), Some(index)) = (&self.upload_id, &self.chunk_index) else {
            return Err(UploadError::MissingPart(NO_IDS));
        };
        let id = UploadId::parse(id).ok_or(UploadError::NotFound {
            words: "Upload session not found",
        })?;
        let open = desk.receiving(user, &id).await?;
        let part = Arc::clone(open.part()?);
        let no_number = |_| UploadError::NoSuchChunk {
            index: index.clone(),
            total: part.geometry().chunks(),
        };
        let index = index.parse().map_err(no_number)?;
        let receiver = Receiver::begin(Arc::clone(&part), index, None).await?;
        Ok((open, part, receiver))
    }

    async fn finish(mut self, desk: &Desk, user: &FilesWriter) -> Result<Json<ChunkView>, UploadError> {
        if self.upload_id.is_none() || self.chunk_index.is_none() {
            return Err(UploadError::MissingPart(NO_IDS));
        }
        let (open, part, receiver) = match std::mem::take(&mut self.chunk) {
            Chunk::None => return Err(UploadError::MissingPart("No chunk data provided")),
            Chunk::Streaming {
                open,
                part,
                mut receiver,
                summed,
                ..
            } => {
                if !summed && self.checksum.is_some() {
                    // The checksum came after the bytes.
                    receiver
                        .verify_late(Expected::default().with_field(self.checksum.as_deref())?)
                        .await?;
                }
                (open, part, *receiver)
            }
            Chunk::Held { bytes, .. } => {
                let (open, part, receiver) = self.open(desk, user).await?;
                let expected = Expected::default().with_field(self.checksum.as_deref())?;
                let mut receiver = receiver.claim(expected).await?;
                receiver.push(bytes.into()).await?;
                (open, part, receiver)
            }
        };
        receiver.finish().await?;
        desk.advanced(&open, &part).await;
        Ok(Json(ChunkView::of(part.received(), part.geometry().chunks())))
    }
}

impl Chunk {
    async fn push(&mut self, bytes: Bytes, desk: &Desk) -> Result<(), UploadError> {
        match self {
            Self::None => Ok(()),
            Self::Streaming { receiver, .. } => receiver.push(bytes).await,
            Self::Held { bytes: held, .. } => {
                let (actual, expected) = ((held.len() + bytes.len()) as u64, desk.settings.chunk_max);
                if actual > expected {
                    return Err(UploadError::WrongLength { expected, actual });
                }
                held.extend_from_slice(&bytes);
                Ok(())
            }
        }
    }
}
