//! One file as it was read.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::folder::{Stamp, stamp_of};
use super::place::Place;
use crate::name::BadName;
use crate::schema::{self, Reading};
use crate::yaml::Limits;

/// The SHA-256 of a file: its version, wherever one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first 16 hexadecimal digits, as the API has always given it (`file_hash`).
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string().chars().take(16).collect()
    }
}

impl fmt::Display for Digest {
    /// 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = BadName("64 hexadecimal digits");
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(bad);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(at * 2..at * 2 + 2).filter(|digits| !digits.starts_with('+'));
            *byte = digits
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .ok_or(bad)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A file, all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Where it lies.
    pub place: Place,
    /// When it was read.
    pub stamp: Stamp,
    /// Of its bytes; of a file beyond the limit, of those that were read.
    pub digest: Digest,
    /// Its text, comments and unknown keys with it; what is no UTF-8 is replaced. Empty for a file beyond the limit.
    pub text: Arc<str>,
    /// What it says.
    pub reading: Reading,
}

impl Document {
    /// Reads an open file. While somebody writes it, it is [`io::ErrorKind::ResourceBusy`].
    pub(crate) fn of(place: &Place, mut file: File) -> io::Result<Self> {
        let limit = Limits::default().bytes;
        let before = stamp_of(&file)?;
        let mut bytes = Vec::with_capacity(usize::try_from(before.size).unwrap_or(limit).min(limit) + 1);
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        (&mut file).take(most).read_to_end(&mut bytes)?;
        let stamp = stamp_of(&file)?;
        let whole = bytes.len() > limit || u64::try_from(bytes.len()).is_ok_and(|length| length == stamp.size);
        if stamp != before || !whole {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let reading = schema::read(&place.to_string(), &bytes);
        let digest = Digest::of(&bytes);
        let text = if bytes.len() > limit {
            "".into()
        } else {
            String::from_utf8_lossy(&bytes).into()
        };
        Ok(Self {
            place: place.clone(),
            stamp,
            digest,
            text,
            reading,
        })
    }

    /// As the API gives it: all that the file says, and beside it `file_hash`, `last_modified` (RFC 3339, UTC), `file_size`,
    /// `source`, `file_path` (below the folder of templates: where that is, is nobody's business), `template_id`, `category`
    /// and, where there is one, `apptainer_normalized`. None for a file that cannot be listed.
    #[must_use]
    pub fn decorated(&self) -> Option<Json> {
        let metadata = self.reading.metadata.as_ref()?;
        let mut json = self.reading.tree.as_ref()?.to_json();
        let map = json.as_object_mut()?;
        let decorations = [
            ("file_hash", json!(self.digest.short())),
            (
                "last_modified",
                json!(portal_config::rfc3339(self.stamp.modified_millis())),
            ),
            ("file_size", json!(self.stamp.size)),
            ("source", json!(self.place.source())),
            ("file_path", json!(self.place)),
            ("template_id", json!(metadata.id)),
            ("category", json!(self.place.category_of(metadata))),
        ];
        map.extend(decorations.map(|(key, value)| (key.to_owned(), value)));
        if let Some(apptainer) = &self.reading.apptainer {
            map.insert("apptainer_normalized".to_owned(), apptainer.normalized());
        }
        Some(json)
    }
}

/// Of documents with one id the first one counts: official before community before private, then by path. Gives those that
/// count, and those that stand behind one.
#[must_use]
pub fn first_of_each_id(mut documents: Vec<Document>) -> (Vec<Document>, Vec<Document>) {
    documents.sort_by(|one, other| one.place.cmp(&other.place));
    let mut seen = std::collections::HashSet::new();
    documents
        .into_iter()
        .filter(|document| document.reading.metadata.is_some())
        .partition(|document| {
            document
                .reading
                .metadata
                .as_ref()
                .is_some_and(|metadata| seen.insert(metadata.id.clone()))
        })
}
