//! Settings of the three services in the demo: nothing of the process counts but how it logs.

use std::net::SocketAddr;

use portal_config::names::{
    APPTAINER_REGISTRY, CLUSTER_NAME, DATABASE_URL, JOB_PRICE_GIB_HOUR, JOB_PRICE_NODE_HOUR, JOBS_ROOT, JWT_SECRET_KEY,
    LOG_FORMAT, LOG_LEVEL, MESSAGE_OF_THE_DAY_FILE, STORAGE_DATA_PATH, TEMPLATES_ROOT, UPLOAD_ROOT,
};
use portal_config::{AuthSettings, DashboardSettings, HttpSettings, ServiceLinks, Source, WebsocketSettings};

use super::state::State;
use crate::failure::Failure;

/// What `portal demo` runs with.
pub(super) struct DemoSettings {
    pub(super) auth: AuthSettings,
    pub(super) dashboard: DashboardSettings,
    pub(super) websocket: WebsocketSettings,
}

impl DemoSettings {
    pub(super) fn new(process: &Source, state: &State, port: u16) -> Result<Self, Failure> {
        let source = Source::default()
            .with(&JWT_SECRET_KEY, state.secret()?)
            .with(&DATABASE_URL, format!("sqlite:{}", state.database().display()))
            .with(&UPLOAD_ROOT, state.uploads().display().to_string())
            .with(&TEMPLATES_ROOT, state.templates().display().to_string())
            .with(&APPTAINER_REGISTRY, state.images().display().to_string())
            .with(&JOBS_ROOT, state.jobs().display().to_string())
            // Of a cluster that there is not: so that one sees where a site's own prices appear.
            .with(&JOB_PRICE_NODE_HOUR, "0.5")
            .with(&JOB_PRICE_GIB_HOUR, "0.004")
            .with(&STORAGE_DATA_PATH, state.folder().display().to_string())
            .with(&MESSAGE_OF_THE_DAY_FILE, state.message()?.display().to_string())
            .with(&CLUSTER_NAME, "Demo")
            .with(&LOG_FORMAT, process.text(&LOG_FORMAT))
            // The address and the password are what people look for, not a line for each request.
            .with(&LOG_LEVEL, process.given(&LOG_LEVEL).unwrap_or("warn"));
        let auth = AuthSettings::load(&source)?;
        let http = HttpSettings {
            listen: SocketAddr::from(([127, 0, 0, 1], port)),
            ..auth.http.clone()
        };
        Ok(Self {
            auth: AuthSettings {
                http: http.clone(),
                demo: true,
                // The neighbours that nginx would lead to are not here; a tile must not lead nowhere.
                links: ServiceLinks {
                    dashboard: auth.links.dashboard.clone(),
                    cae: String::new(),
                    vnc: String::new(),
                    app: String::new(),
                },
                ..auth
            },
            dashboard: DashboardSettings {
                http: http.clone(),
                demo: true,
                ..DashboardSettings::load(&source)?
            },
            websocket: WebsocketSettings {
                http,
                ..WebsocketSettings::load(&source)?
            },
        })
    }
}
