//! Settings of the dashboard API.

use std::path::PathBuf;
use std::time::Duration;

use crate::auth::GroupPermissionsText;
use crate::names::{
    JOBS_ROOT, MOCK_MODE, SSO_GROUP_PERMISSIONS, TEMPLATES_ROOT, UPLOAD_ARCHIVE_EXTENSIONS, UPLOAD_BLOCKED_EXTENSIONS,
    UPLOAD_CHUNK_DEFAULT, UPLOAD_CHUNK_MAX, UPLOAD_CHUNK_MIN, UPLOAD_IDLE_DAYS, UPLOAD_MAX_FILE, UPLOAD_MAX_OPEN,
    UPLOAD_MAX_OPEN_BYTES, UPLOAD_MEMORY, UPLOAD_ROOT, UPLOAD_SUSPICIOUS_WORDS, UPLOAD_SYNC_EVERY,
    WEBSOCKET_INTERNAL_URL,
};
use crate::{
    ClusterIntervals, DatabaseSettings, HttpSettings, ImageSettings, Invalid, JobPrices, RedisUrl, Setting,
    SlurmSettings, Source,
};

/// Limits and places of uploads. Sizes in bytes.
#[derive(Clone, Debug)]
pub struct UploadSettings {
    /// Every path is opened beneath it.
    pub root: PathBuf,
    /// Largest file.
    pub max_file: u64,
    /// Smallest chunk that a client may choose.
    pub chunk_min: u64,
    /// Largest chunk that a client may choose.
    pub chunk_max: u64,
    /// Chunk size when the client names none.
    pub chunk_default: u64,
    /// Unfinished uploads a user may have.
    pub max_open: u32,
    /// Bytes that a user's unfinished uploads may reserve.
    pub max_open_bytes: u64,
    /// Memory for chunks on their way to the disk; more than that is answered 503 with Retry-After.
    pub memory: u64,
    /// Bytes after which an upload's new chunks are made durable, while it goes on.
    pub sync_every: u64,
    /// After so long without a chunk an unfinished upload is removed.
    pub idle: Duration,
    /// Extensions that are refused, lower-case, with the dot.
    pub blocked_extensions: Vec<String>,
    /// Extensions that are accepted without a look at name and size.
    pub archive_extensions: Vec<String>,
    /// Words that a lower-cased name must not contain.
    pub suspicious_words: Vec<String>,
}

/// Where job templates are.
#[derive(Clone, Debug)]
pub struct TemplateSettings {
    /// Absolute; it need not be there yet.
    pub root: PathBuf,
}

/// Where jobs work that are made from templates.
#[derive(Clone, Debug)]
pub struct JobFolderSettings {
    /// Absolute, the same path on every node; it need not be there yet.
    pub root: PathBuf,
}

/// What the dashboard API is told.
#[derive(Clone, Debug)]
pub struct DashboardSettings {
    /// Listening and secrets.
    pub http: HttpSettings,
    /// Uploads are recorded here.
    pub database: DatabaseSettings,
    /// Shared limits and events, when there are several nodes.
    pub redis: Option<RedisUrl>,
    /// Where events go without Redis.
    pub websocket_url: String,
    /// Uploads.
    pub uploads: UploadSettings,
    /// Job templates.
    pub templates: TemplateSettings,
    /// Where jobs of templates work.
    pub jobs: JobFolderSettings,
    /// What the site asks for them.
    pub prices: JobPrices,
    /// Container images.
    pub images: ImageSettings,
    /// How often the cluster is asked.
    pub intervals: ClusterIntervals,
    /// How Slurm's commands are run, and as whom.
    pub slurm: SlurmSettings,
    /// Which group may do what; the same as the auth service's.
    pub group_permissions: GroupPermissionsText,
    /// True only in `portal demo`; `/api/health` then says `mock`.
    pub demo: bool,
}

impl DashboardSettings {
    /// Reads all of it.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        if source.switch(&MOCK_MODE)? {
            return Err(Invalid::new(
                &MOCK_MODE,
                "this service never invents data; run `portal demo` for a simulation",
            ));
        }
        Ok(Self {
            http: HttpSettings::load(source, 5010)?,
            database: DatabaseSettings::load(source)?,
            redis: RedisUrl::load(source)?,
            websocket_url: source.internal_url(&WEBSOCKET_INTERNAL_URL)?,
            uploads: UploadSettings::load(source)?,
            templates: TemplateSettings::load(source)?,
            jobs: JobFolderSettings::load(source)?,
            prices: JobPrices::load(source)?,
            images: ImageSettings::load(source)?,
            intervals: ClusterIntervals::load(source)?,
            slurm: SlurmSettings::load(source)?,
            group_permissions: source.given(&SSO_GROUP_PERMISSIONS).map(str::to_owned),
            demo: false,
        })
    }
}

impl UploadSettings {
    /// Reads the upload settings.
    ///
    /// # Errors
    /// Names the first wrong variable, also when the chunk sizes contradict each other.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        const KIB: u64 = 1 << 10;
        const MIB: u64 = 1 << 20;
        let chunk_min = source.size(&UPLOAD_CHUNK_MIN, 4 * KIB..=64 * MIB)?;
        let chunk_max = source.size(&UPLOAD_CHUNK_MAX, chunk_min..=1024 * MIB)?;
        let chunk_default = source.size(&UPLOAD_CHUNK_DEFAULT, chunk_min..=chunk_max)?;
        Ok(Self {
            root: absolute(source, &UPLOAD_ROOT)?,
            max_file: source.size(&UPLOAD_MAX_FILE, 1..=1 << 50)?,
            chunk_min,
            chunk_max,
            chunk_default,
            max_open: source.number(&UPLOAD_MAX_OPEN, 1..=100_000)?,
            max_open_bytes: source.size(&UPLOAD_MAX_OPEN_BYTES, 1..=1 << 60)?,
            memory: source.size(&UPLOAD_MEMORY, 8 * MIB..=1 << 40)?,
            sync_every: source.size(&UPLOAD_SYNC_EVERY, MIB..=1 << 40)?,
            idle: Duration::from_secs(86_400 * source.number(&UPLOAD_IDLE_DAYS, 1..=3650_u64)?),
            blocked_extensions: words(source, &UPLOAD_BLOCKED_EXTENSIONS),
            archive_extensions: words(source, &UPLOAD_ARCHIVE_EXTENSIONS),
            suspicious_words: words(source, &UPLOAD_SUSPICIOUS_WORDS),
        })
    }
}

impl TemplateSettings {
    /// Reads where templates are.
    ///
    /// # Errors
    /// When that is no absolute path.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        Ok(Self {
            root: absolute(source, &TEMPLATES_ROOT)?,
        })
    }
}

impl JobFolderSettings {
    /// Reads where jobs work.
    ///
    /// # Errors
    /// When that is no absolute path.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        Ok(Self {
            root: absolute(source, &JOBS_ROOT)?,
        })
    }
}

pub(crate) fn absolute(source: &Source, setting: &'static Setting) -> Result<PathBuf, Invalid> {
    source.read(setting, |text| match PathBuf::from(text) {
        path if path.is_absolute() => Ok(path),
        _ => Err("expected an absolute path".to_owned()),
    })
}

/// A list in lower case; the one word `none` empties it.
fn words(source: &Source, setting: &Setting) -> Vec<String> {
    let words = source.list(setting).into_iter().map(|word| word.to_lowercase());
    words.filter(|word| word != "none").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_the_contracts() {
        let uploads = UploadSettings::load(&Source::default()).unwrap();
        assert_eq!(uploads.max_file, 53_687_091_200);
        assert_eq!(uploads.chunk_default, 5_242_880);
        assert_eq!(uploads.root, PathBuf::from("/shared/uploads"));
    }

    #[test]
    fn contradicting_chunk_sizes_are_named() {
        let source = Source::default()
            .with(&UPLOAD_CHUNK_MIN, "8MiB")
            .with(&UPLOAD_CHUNK_DEFAULT, "5MiB");
        assert_eq!(UploadSettings::load(&source).unwrap_err().name, "UPLOAD_CHUNK_DEFAULT");
    }
}
