//! Ways of signing in, as sessions and the audit log name them.

/// How somebody showed who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// With the password that is kept here.
    Password,
    /// With the directory's.
    Ldap,
    /// At the OpenID provider, which wants to see its token again at sign-out.
    Oidc {
        /// Its token.
        id_token: String,
    },
    /// Not at all: `/auth/test/login`.
    Test,
}

impl Method {
    /// The word in sessions and in the audit log.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Ldap => "ldap",
            Self::Oidc { .. } => "oidc",
            Self::Test => "test",
        }
    }
}
