//! Settings of the auth service.

use std::path::PathBuf;
use std::time::Duration;

use crate::names::{
    APP_URL, CAE_URL, CLUSTER_NAME, DASHBOARD_URL, JWT_EXPIRATION_HOURS, MESSAGE_OF_THE_DAY_FILE, SESSION_DAYS,
    SESSION_IDLE_HOURS, SSO_GROUP_PERMISSIONS, TEST_LOGIN_USERS, VNC_URL,
};
use crate::{DatabaseSettings, HttpSettings, Invalid, RedisUrl, Source, WaysIn};

/// Where each service tile leads; an empty link means that there is no such service.
#[derive(Clone, Debug)]
pub struct ServiceLinks {
    /// The dashboard.
    pub dashboard: String,
    /// CAE automation.
    pub cae: String,
    /// Remote desktops.
    pub vnc: String,
    /// Applications.
    pub app: String,
}

/// `SSO_GROUP_PERMISSIONS` as it was given: JSON, group name to list of permissions; `None` for the contract's map.
pub type GroupPermissionsText = Option<String>;

/// What the auth service is told.
#[derive(Clone, Debug)]
pub struct AuthSettings {
    /// Listening and secrets.
    pub http: HttpSettings,
    /// Accounts live here.
    pub database: DatabaseSettings,
    /// How people may sign in.
    pub ways_in: WaysIn,
    /// How long an access token is valid.
    pub token_lifetime: Duration,
    /// How long a sign-in lasts, however much it is used.
    pub session_lifetime: Duration,
    /// How long a sign-in lasts without being used.
    pub session_idle: Duration,
    /// Where sessions are kept; in the database, when there is none.
    pub redis: Option<RedisUrl>,
    /// Which group may do what.
    pub group_permissions: GroupPermissionsText,
    /// Tiles.
    pub links: ServiceLinks,
    /// Shown in the top bar and at sign-in.
    pub cluster_name: String,
    /// A markdown file shown at sign-in.
    pub message_of_the_day: Option<PathBuf>,
    /// Names that `/auth/test/login` signs in without a password, on loopback; empty switches the route off.
    pub test_login_users: Vec<String>,
    /// True only in `portal demo`.
    pub demo: bool,
}

impl AuthSettings {
    /// Reads all of it.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        let hours = |setting, most| {
            let hours = source.number(setting, 1..=most)?;
            Ok(Duration::from_secs(hours * 3600))
        };
        let days = source.number(&SESSION_DAYS, 1..=365_u64)?;
        Ok(Self {
            http: HttpSettings::load(source, 4430)?,
            database: DatabaseSettings::load(source)?,
            ways_in: WaysIn::load(source)?,
            token_lifetime: hours(&JWT_EXPIRATION_HOURS, 168)?,
            session_lifetime: Duration::from_secs(days * 24 * 3600),
            session_idle: hours(&SESSION_IDLE_HOURS, 8760)?,
            redis: RedisUrl::load(source)?,
            group_permissions: source.given(&SSO_GROUP_PERMISSIONS).map(str::to_owned),
            links: ServiceLinks {
                dashboard: source.text(&DASHBOARD_URL).to_owned(),
                cae: source.text(&CAE_URL).to_owned(),
                vnc: source.text(&VNC_URL).to_owned(),
                app: source.text(&APP_URL).to_owned(),
            },
            cluster_name: source.text(&CLUSTER_NAME).to_owned(),
            message_of_the_day: source.given(&MESSAGE_OF_THE_DAY_FILE).map(PathBuf::from),
            test_login_users: source.list(&TEST_LOGIN_USERS),
            demo: false,
        })
    }
}
