//! Whether a file may stay.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Executable, HEAD_LEN, MAX_FILE_BYTES, extension};

/// How dangerous a file is held to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RiskLevel {
    /// Nothing speaks against it.
    Safe,
    /// Useless rather than dangerous.
    Low,
    /// Accepted or refused, but worth a look.
    Medium,
    /// Refused.
    High,
}

/// The contract's verdict on a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Security {
    /// Whether the file may stay.
    pub safe: bool,
    /// One sentence for the user.
    pub reason: String,
    /// How dangerous it is held to be.
    pub risk_level: RiskLevel,
    /// What the user can do about it; empty when nothing is to be done.
    pub recommendations: Vec<String>,
}

/// What is refused. The defaults are the contract's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityPolicy {
    /// Last suffixes that are refused: lower-case, with the dot.
    ///
    /// `.so` stays among them: the upload folders are shared, and a library with a known name in a shared folder is one
    /// `LD_LIBRARY_PATH` away from running as somebody else. Solver plug-ins belong into an image or are built in a job.
    /// `.com` stays as well, although Gaussian inputs are often called so: `.gjf` serves them, and a site can drop it here.
    pub blocked_extensions: Vec<String>,
    /// Last suffixes that are accepted at once: containers, in which a suspicious word or an odd size says little.
    pub archive_extensions: Vec<String>,
    /// Words that a lower-cased name must not contain.
    pub suspicious_words: Vec<String>,
    /// The largest file accepted, in bytes.
    pub max_file_bytes: u64,
}

impl Default for SecurityPolicy {
    fn default() -> Self {
        let owned = |list: &[&str]| list.iter().map(|&item| item.to_owned()).collect();
        Self {
            blocked_extensions: owned(&[
                ".exe", ".dll", ".so", ".dylib", ".app", ".bat", ".cmd", ".vbs", ".vbe", ".wsf", ".wsh", ".ps1",
                ".psm1", ".psd1", ".scr", ".com", ".pif", ".msi", ".jar",
            ]),
            archive_extensions: owned(&[".zip", ".rar", ".7z", ".tgz", ".docm", ".xlsm", ".pptm"]),
            suspicious_words: owned(&[
                "virus",
                "malware",
                "trojan",
                "backdoor",
                "keylog",
                "ransomware",
                "rootkit",
                "exploit",
            ]),
            max_file_bytes: MAX_FILE_BYTES,
        }
    }
}

impl SecurityPolicy {
    /// What the name alone allows, before a byte is sent.
    #[must_use]
    pub fn judge_name(&self, name: &str) -> Security {
        match self.by_name(name) {
            ByName::Refused(verdict) | ByName::Archive(verdict) => verdict,
            ByName::Plain => Security::accepted(),
        }
    }

    /// The verdict on a whole file: its name, its first bytes (up to [`HEAD_LEN`] count) and its size in bytes.
    ///
    /// The contract's order, with one step more: what a file is weighs more than what it is called, so a program is
    /// refused under any name, before archives are waved through.
    #[must_use]
    pub fn judge(&self, name: &str, head: &[u8], size: u64) -> Security {
        let by_name = self.by_name(name);
        if let ByName::Refused(verdict) = by_name {
            return verdict;
        }
        if let Some(executable) = Executable::in_head(head.get(..HEAD_LEN).unwrap_or(head)) {
            return Security::executable(executable);
        }
        match by_name {
            ByName::Refused(verdict) | ByName::Archive(verdict) => verdict,
            ByName::Plain => self.by_size(size),
        }
    }

    fn by_name(&self, name: &str) -> ByName {
        let suffix = extension::last_suffix(name);
        if !suffix.is_empty() && self.blocked_extensions.contains(&suffix) {
            return ByName::Refused(Security::blocked_extension(&suffix));
        }
        if !suffix.is_empty() && self.archive_extensions.contains(&suffix) {
            return ByName::Archive(Security::archive());
        }
        let lower = extension::base_name(name).to_lowercase();
        match self.suspicious_words.iter().find(|word| lower.contains(word.as_str())) {
            Some(word) => ByName::Refused(Security::suspicious_name(word)),
            None => ByName::Plain,
        }
    }

    fn by_size(&self, size: u64) -> Security {
        if size == 0 {
            Security::empty()
        } else if size > self.max_file_bytes {
            Security::too_large(size, self.max_file_bytes)
        } else {
            Security::accepted()
        }
    }
}

/// What a name decides.
enum ByName {
    Refused(Security),
    Archive(Security),
    Plain,
}

impl Security {
    fn new(safe: bool, risk_level: RiskLevel, reason: impl Into<String>, recommendations: &[&str]) -> Self {
        Self {
            safe,
            reason: reason.into(),
            risk_level,
            recommendations: recommendations.iter().map(|&advice| advice.to_owned()).collect(),
        }
    }

    fn refused(risk_level: RiskLevel, reason: impl Into<String>, recommendations: &[&str]) -> Self {
        Self::new(false, risk_level, reason, recommendations)
    }

    fn accepted() -> Self {
        Self::new(true, RiskLevel::Safe, "File passed security validation", &[])
    }

    fn archive() -> Self {
        Self::new(
            true,
            RiskLevel::Medium,
            "Archives and documents with macros are accepted without looking inside",
            &["Unpack only archives whose origin you know"],
        )
    }

    fn blocked_extension(extension: &str) -> Self {
        Self::refused(
            RiskLevel::High,
            format!("Blocked file extension: {extension}. Executable files and dangerous scripts are not allowed."),
            &[
                "Upload source code or data instead and build programs in a job or an image",
                "Contact your operator if this file is needed for your work",
            ],
        )
    }

    fn executable(executable: Executable) -> Self {
        Self::refused(
            RiskLevel::High,
            format!(
                "Executable content detected: {}. Executable files are not allowed, whatever their name.",
                executable.label()
            ),
            &[
                "Upload source code or data instead and build programs in a job or an image",
                "Contact your operator if this file is needed for your work",
            ],
        )
    }

    fn suspicious_name(word: &str) -> Self {
        Self::refused(
            RiskLevel::High,
            format!("Suspicious filename pattern detected: {word}"),
            &["Rename the file if its name is a coincidence"],
        )
    }

    fn empty() -> Self {
        Self::refused(
            RiskLevel::Low,
            "Empty file (0 bytes) is not allowed",
            &["Check that the file was written completely before uploading it"],
        )
    }

    fn too_large(size: u64, maximum: u64) -> Self {
        Self::refused(
            RiskLevel::Medium,
            format!("File size {size} exceeds maximum {maximum}"),
            &["Split the file or compress it"],
        )
    }
}
