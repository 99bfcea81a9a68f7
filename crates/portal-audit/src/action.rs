//! What can happen, in words that never change once released.

use std::fmt;

/// Writes the list once and makes of it the type, its words and [`Action::ALL`].
macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident = $word:literal;)*) => {
        /// What was done, or asked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[$meta])* $name,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

actions! {
    /// Somebody signed in.
    SessionBegin = "session.begin";
    /// A sign-in was refused.
    SessionRefuse = "session.refuse";
    /// A session was ended: by its owner, by an administrator, or with its account.
    SessionEnd = "session.end";
    /// A refresh token came again after it had been replaced; its whole family was ended.
    SessionReuse = "session.reuse";
    /// An administrator looked at somebody's sessions.
    SessionsRead = "sessions.read";
    /// A password was changed.
    PasswordChange = "password.change";
    /// An account was made.
    UserCreate = "user.create";
    /// Groups, e-mail address or name of an account were changed.
    UserChange = "user.change";
    /// An account was switched off.
    UserDisable = "user.disable";
    /// An account was switched on again.
    UserEnable = "user.enable";
    /// An administrator looked at accounts.
    UserRead = "user.read";
    /// An API key was made.
    KeyCreate = "key.create";
    /// An API key was revoked.
    KeyRevoke = "key.revoke";
    /// An administrator looked at somebody's API keys.
    KeysRead = "keys.read";
    /// An upload began.
    UploadBegin = "upload.begin";
    /// An upload became a file.
    UploadComplete = "upload.complete";
    /// An upload was given up before it was a file.
    UploadCancel = "upload.cancel";
    /// An administrator looked at uploads of others.
    UploadsRead = "uploads.read";
    /// A file was removed.
    FileDelete = "file.delete";
    /// A job was submitted.
    JobSubmit = "job.submit";
    /// A job was ended before its time.
    JobCancel = "job.cancel";
    /// A job was kept from starting.
    JobHold = "job.hold";
    /// A held job was let go.
    JobRelease = "job.release";
    /// A job was put back into the queue.
    JobRequeue = "job.requeue";
    /// A job's processes were stopped.
    JobSuspend = "job.suspend";
    /// A job's processes were let go on.
    JobResume = "job.resume";
    /// A job got another time limit.
    JobChange = "job.change";
    /// An administrator looked at jobs of others that were made from templates, or at their files.
    SubmissionsRead = "submissions.read";
    /// A node was taken out of service.
    NodeDrain = "node.drain";
    /// A node was put back into service.
    NodeResume = "node.resume";
    /// A node was restarted.
    NodeReboot = "node.reboot";
    /// A job template was made.
    TemplateCreate = "template.create";
    /// Another version of a job template was written.
    TemplateChange = "template.change";
    /// A job template was taken out of use.
    TemplateArchive = "template.archive";
    /// An earlier version of a job template, or an archived one, was put into use again.
    TemplateRestore = "template.restore";
    /// A job template was made from a file.
    TemplateImport = "template.import";
    /// An administrator looked at private job templates of others.
    TemplatesRead = "templates.read";
    /// Saved values of a job form were made.
    PresetCreate = "preset.create";
    /// Saved values of a job form were changed.
    PresetChange = "preset.change";
    /// Saved values of a job form were removed.
    PresetDelete = "preset.delete";
    /// Container images were looked for on demand.
    ImageScan = "image.scan";
    /// A request was answered 403.
    AccessRefuse = "access.refuse";
    /// The audit log was read.
    AuditRead = "audit.read";
}

impl Action {
    /// The action of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.as_str() == word)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_names_one_action() {
        for action in Action::ALL {
            assert_eq!(Action::named(action.as_str()), Some(*action));
            let (area, verb) = action.as_str().split_once('.').unwrap();
            assert!(
                area.chars().chain(verb.chars()).all(|c| c.is_ascii_lowercase()),
                "{action}"
            );
        }
        assert_eq!(Action::named("session.Begin"), None);
    }
}
