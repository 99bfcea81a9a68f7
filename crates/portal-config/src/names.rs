//! Every setting: name, default, meaning. The list that `docs/CONFIGURATION.md` and `portal config` are made from.

use crate::Setting;

/// Address to listen on; anything but loopback is for setups without nginx in front.
pub const HOST: Setting = Setting {
    name: "HOST",
    default: "127.0.0.1",
    meaning: "Address to listen on; anything but loopback is for setups without nginx in front",
    secret: false,
};

/// Port to listen on; by default 4430 (auth), 5010 (dashboard), 5011 (websocket).
pub const PORT: Setting = Setting {
    name: "PORT",
    default: "",
    meaning: "Port to listen on; by default 4430 (auth), 5010 (dashboard), 5011 (websocket)",
    secret: false,
};

/// Threads that serve requests.
pub const WORKERS: Setting = Setting {
    name: "WORKERS",
    default: "2",
    meaning: "Threads that serve requests",
    secret: false,
};

/// Comma list of addresses or networks whose X-Forwarded-* and X-Request-Id are believed.
pub const TRUSTED_PROXIES: Setting = Setting {
    name: "TRUSTED_PROXIES",
    default: "127.0.0.0/8,::1",
    meaning: "Comma list of addresses or networks whose X-Forwarded-* and X-Request-Id are believed",
    secret: false,
};

/// Comma list of other origins that may write with the sign-in cookie, such as https://portal.example.org.
pub const ALLOWED_ORIGINS: Setting = Setting {
    name: "ALLOWED_ORIGINS",
    default: "",
    meaning: "Comma list of other origins that may write with the sign-in cookie, such as https://portal.example.org",
    secret: false,
};

/// text (for journalctl) or json (one object a line).
pub const LOG_FORMAT: Setting = Setting {
    name: "LOG_FORMAT",
    default: "text",
    meaning: "text (for journalctl) or json (one object a line)",
    secret: false,
};

/// error, warn, info, debug or trace, or a filter such as info,dashboard=debug.
pub const LOG_LEVEL: Setting = Setting {
    name: "LOG_LEVEL",
    default: "info",
    meaning: "error, warn, info, debug or trace, or a filter such as info,dashboard=debug",
    secret: false,
};

/// Signing key of access tokens, at least 32 characters, the same in all services.
pub const JWT_SECRET_KEY: Setting = Setting {
    name: "JWT_SECRET_KEY",
    default: "",
    meaning: "Signing key of access tokens, at least 32 characters, the same in all services",
    secret: true,
};

/// Only HS256.
pub const JWT_ALGORITHM: Setting = Setting {
    name: "JWT_ALGORITHM",
    default: "HS256",
    meaning: "Only HS256",
    secret: false,
};

/// Lifetime of an access token in hours.
pub const JWT_EXPIRATION_HOURS: Setting = Setting {
    name: "JWT_EXPIRATION_HOURS",
    default: "1",
    meaning: "Lifetime of an access token in hours",
    secret: false,
};

/// What services know each other by, at least 32 characters; derived from JWT_SECRET_KEY when not set.
pub const INTERNAL_SECRET: Setting = Setting {
    name: "INTERNAL_SECRET",
    default: "",
    meaning: "What services know each other by, at least 32 characters; derived from JWT_SECRET_KEY when not set",
    secret: true,
};

/// sqlite:/path on a local disk, or postgres://user:password@host/database.
pub const DATABASE_URL: Setting = Setting {
    name: "DATABASE_URL",
    default: "sqlite:/var/lib/hpc-portal/portal.db",
    meaning: "sqlite:/path on a local disk, or postgres://user:password@host/database",
    secret: true,
};

/// The earlier portal's name for an SQLite file; DATABASE_URL wins.
pub const DATABASE_PATH: Setting = Setting {
    name: "DATABASE_PATH",
    default: "",
    meaning: "The earlier portal's name for an SQLite file; DATABASE_URL wins",
    secret: false,
};

/// Connections kept to the database.
pub const DATABASE_CONNECTIONS: Setting = Setting {
    name: "DATABASE_CONNECTIONS",
    default: "8",
    meaning: "Connections kept to the database",
    secret: false,
};

/// redis://[:password@]host:port/db or unix:///socket; without it (and REDIS_HOST) limits and events stay in one node.
pub const REDIS_URL: Setting = Setting {
    name: "REDIS_URL",
    default: "",
    meaning: "redis://[:password@]host:port/db or unix:///socket; without it (and REDIS_HOST) limits and events stay in one node",
    secret: true,
};

/// Host of Redis, when REDIS_URL is not set.
pub const REDIS_HOST: Setting = Setting {
    name: "REDIS_HOST",
    default: "",
    meaning: "Host of Redis, when REDIS_URL is not set",
    secret: false,
};

/// Port of Redis.
pub const REDIS_PORT: Setting = Setting {
    name: "REDIS_PORT",
    default: "6379",
    meaning: "Port of Redis",
    secret: false,
};

/// Number of the Redis database.
pub const REDIS_DB: Setting = Setting {
    name: "REDIS_DB",
    default: "0",
    meaning: "Number of the Redis database",
    secret: false,
};

/// Password of Redis.
pub const REDIS_PASSWORD: Setting = Setting {
    name: "REDIS_PASSWORD",
    default: "",
    meaning: "Password of Redis",
    secret: true,
};

/// Single sign-on; not available yet, so anything but false stops the start.
pub const SSO_ENABLED: Setting = Setting {
    name: "SSO_ENABLED",
    default: "false",
    meaning: "Single sign-on; not available yet, so anything but false stops the start",
    secret: false,
};

/// JSON object, group to list of permissions (dashboard, cae, vnc, app, admin); replaces the built-in map.
pub const SSO_GROUP_PERMISSIONS: Setting = Setting {
    name: "SSO_GROUP_PERMISSIONS",
    default: "",
    meaning: "JSON object, group to list of permissions (dashboard, cae, vnc, app, admin); replaces the built-in map",
    secret: false,
};

/// Where the dashboard tile leads.
pub const DASHBOARD_URL: Setting = Setting {
    name: "DASHBOARD_URL",
    default: "/dashboard/",
    meaning: "Where the dashboard tile leads",
    secret: false,
};

/// Where the CAE tile leads.
pub const CAE_URL: Setting = Setting {
    name: "CAE_URL",
    default: "/cae/",
    meaning: "Where the CAE tile leads",
    secret: false,
};

/// Where the remote desktop tile leads.
pub const VNC_URL: Setting = Setting {
    name: "VNC_URL",
    default: "/vnc/",
    meaning: "Where the remote desktop tile leads",
    secret: false,
};

/// Where the application tile leads.
pub const APP_URL: Setting = Setting {
    name: "APP_URL",
    default: "/app/",
    meaning: "Where the application tile leads",
    secret: false,
};

/// Name of the cluster, shown at sign-in and in the top bar.
pub const CLUSTER_NAME: Setting = Setting {
    name: "CLUSTER_NAME",
    default: "HPC",
    meaning: "Name of the cluster, shown at sign-in and in the top bar",
    secret: false,
};

/// Markdown file shown at sign-in; read again when it changes.
pub const MESSAGE_OF_THE_DAY_FILE: Setting = Setting {
    name: "MESSAGE_OF_THE_DAY_FILE",
    default: "",
    meaning: "Markdown file shown at sign-in; read again when it changes",
    secret: false,
};

/// Comma list of accounts that POST /auth/test/login signs in without a password, from loopback only; empty: the route does not exist.
pub const TEST_LOGIN_USERS: Setting = Setting {
    name: "PORTAL_TEST_LOGIN_USERS",
    default: "",
    meaning: "Comma list of accounts that POST /auth/test/login signs in without a password, from loopback only; empty: the route does not exist",
    secret: false,
};

/// Simulated data exist only in `portal demo`; true stops the start.
pub const MOCK_MODE: Setting = Setting {
    name: "MOCK_MODE",
    default: "false",
    meaning: "Simulated data exist only in `portal demo`; true stops the start",
    secret: false,
};

/// Where the dashboard publishes events when there is no Redis.
pub const WEBSOCKET_INTERNAL_URL: Setting = Setting {
    name: "WEBSOCKET_INTERNAL_URL",
    default: "http://127.0.0.1:5011",
    meaning: "Where the dashboard publishes events when there is no Redis",
    secret: false,
};

/// Where the WebSocket service asks which sessions were ended.
pub const AUTH_INTERNAL_URL: Setting = Setting {
    name: "AUTH_INTERNAL_URL",
    default: "http://127.0.0.1:4430",
    meaning: "Where the WebSocket service asks which sessions were ended",
    secret: false,
};

/// Folder of all uploads; every path is opened beneath it.
pub const UPLOAD_ROOT: Setting = Setting {
    name: "UPLOAD_ROOT",
    default: "/shared/uploads",
    meaning: "Folder of all uploads; every path is opened beneath it",
    secret: false,
};

/// Largest file.
pub const UPLOAD_MAX_FILE: Setting = Setting {
    name: "UPLOAD_MAX_FILE",
    default: "50GiB",
    meaning: "Largest file",
    secret: false,
};

/// Smallest chunk size that a client may choose.
pub const UPLOAD_CHUNK_MIN: Setting = Setting {
    name: "UPLOAD_CHUNK_MIN",
    default: "64KiB",
    meaning: "Smallest chunk size that a client may choose",
    secret: false,
};

/// Largest chunk size that a client may choose; nginx must let it pass.
pub const UPLOAD_CHUNK_MAX: Setting = Setting {
    name: "UPLOAD_CHUNK_MAX",
    default: "64MiB",
    meaning: "Largest chunk size that a client may choose; nginx must let it pass",
    secret: false,
};

/// Chunk size when the client names none.
pub const UPLOAD_CHUNK_DEFAULT: Setting = Setting {
    name: "UPLOAD_CHUNK_DEFAULT",
    default: "5MiB",
    meaning: "Chunk size when the client names none",
    secret: false,
};

/// Unfinished uploads that one user may have.
pub const UPLOAD_MAX_OPEN: Setting = Setting {
    name: "UPLOAD_MAX_OPEN",
    default: "200",
    meaning: "Unfinished uploads that one user may have",
    secret: false,
};

/// Bytes that one user's unfinished uploads may reserve on the disk.
pub const UPLOAD_MAX_OPEN_BYTES: Setting = Setting {
    name: "UPLOAD_MAX_OPEN_BYTES",
    default: "2TiB",
    meaning: "Bytes that one user's unfinished uploads may reserve on the disk",
    secret: false,
};

/// Memory for chunks on their way to the disk, whatever the number of uploads; beyond it 503 with Retry-After.
pub const UPLOAD_MEMORY: Setting = Setting {
    name: "UPLOAD_MEMORY",
    default: "128MiB",
    meaning: "Memory for chunks on their way to the disk, whatever the number of uploads; beyond it 503 with Retry-After",
    secret: false,
};

/// Bytes after which an upload's new chunks are made safe against a power cut while it goes on.
pub const UPLOAD_SYNC_EVERY: Setting = Setting {
    name: "UPLOAD_SYNC_EVERY",
    default: "64MiB",
    meaning: "Bytes after which an upload's new chunks are made safe against a power cut while it goes on",
    secret: false,
};

/// Days without a chunk after which an unfinished upload is removed.
pub const UPLOAD_IDLE_DAYS: Setting = Setting {
    name: "UPLOAD_IDLE_DAYS",
    default: "7",
    meaning: "Days without a chunk after which an unfinished upload is removed",
    secret: false,
};

/// Comma list of extensions that are refused; none for no extension.
pub const UPLOAD_BLOCKED_EXTENSIONS: Setting = Setting {
    name: "UPLOAD_BLOCKED_EXTENSIONS",
    default: ".exe,.dll,.so,.dylib,.app,.bat,.cmd,.vbs,.vbe,.wsf,.wsh,.ps1,.psm1,.psd1,.scr,.com,.pif,.msi,.jar",
    meaning: "Comma list of extensions that are refused; none for no extension",
    secret: false,
};

/// Comma list of extensions that are accepted without a look at name and size; none for no extension.
pub const UPLOAD_ARCHIVE_EXTENSIONS: Setting = Setting {
    name: "UPLOAD_ARCHIVE_EXTENSIONS",
    default: ".zip,.rar,.7z,.tgz,.docm,.xlsm,.pptm",
    meaning: "Comma list of extensions that are accepted without a look at name and size; none for no extension",
    secret: false,
};

/// Comma list of words that a file's name must not contain; none for no word.
pub const UPLOAD_SUSPICIOUS_WORDS: Setting = Setting {
    name: "UPLOAD_SUSPICIOUS_WORDS",
    default: "virus,malware,trojan,backdoor,keylog,ransomware,rootkit,exploit",
    meaning: "Comma list of words that a file's name must not contain; none for no word",
    secret: false,
};

/// true: only signed-in people connect to /ws; false: anonymous clients too, to the public channels only.
pub const WEBSOCKET_JWT_AUTH: Setting = Setting {
    name: "WEBSOCKET_JWT_AUTH",
    default: "true",
    meaning: "true: only signed-in people connect to /ws; false: anonymous clients too, to the public channels only",
    secret: false,
};

/// Open WebSocket connections in all.
pub const WEBSOCKET_MAX_CONNECTIONS: Setting = Setting {
    name: "WEBSOCKET_MAX_CONNECTIONS",
    default: "10000",
    meaning: "Open WebSocket connections in all",
    secret: false,
};

/// Open WebSocket connections of one person.
pub const WEBSOCKET_MAX_CONNECTIONS_PER_USER: Setting = Setting {
    name: "WEBSOCKET_MAX_CONNECTIONS_PER_USER",
    default: "100",
    meaning: "Open WebSocket connections of one person",
    secret: false,
};

/// Messages kept per channel and audience, for clients that come back.
pub const WEBSOCKET_HISTORY: Setting = Setting {
    name: "WEBSOCKET_HISTORY",
    default: "1024",
    meaning: "Messages kept per channel and audience, for clients that come back",
    secret: false,
};

/// File system whose use the storage channel tells.
pub const STORAGE_DATA_PATH: Setting = Setting {
    name: "STORAGE_DATA_PATH",
    default: "/data",
    meaning: "File system whose use the storage channel tells",
    secret: false,
};

/// Password of the people of `portal demo`; by default one is made up and kept in the demo's folder.
pub const DEMO_PASSWORD: Setting = Setting {
    name: "PORTAL_DEMO_PASSWORD",
    default: "",
    meaning: "Password of the people of `portal demo`; by default one is made up and kept in the demo's folder",
    secret: true,
};

/// All of them, in the order of the documentation.
pub const ALL: &[&Setting] = &[
    &HOST,
    &PORT,
    &WORKERS,
    &TRUSTED_PROXIES,
    &ALLOWED_ORIGINS,
    &LOG_FORMAT,
    &LOG_LEVEL,
    &JWT_SECRET_KEY,
    &JWT_ALGORITHM,
    &JWT_EXPIRATION_HOURS,
    &INTERNAL_SECRET,
    &DATABASE_URL,
    &DATABASE_PATH,
    &DATABASE_CONNECTIONS,
    &REDIS_URL,
    &REDIS_HOST,
    &REDIS_PORT,
    &REDIS_DB,
    &REDIS_PASSWORD,
    &SSO_ENABLED,
    &SSO_GROUP_PERMISSIONS,
    &DASHBOARD_URL,
    &CAE_URL,
    &VNC_URL,
    &APP_URL,
    &CLUSTER_NAME,
    &MESSAGE_OF_THE_DAY_FILE,
    &TEST_LOGIN_USERS,
    &MOCK_MODE,
    &WEBSOCKET_INTERNAL_URL,
    &AUTH_INTERNAL_URL,
    &UPLOAD_ROOT,
    &UPLOAD_MAX_FILE,
    &UPLOAD_CHUNK_MIN,
    &UPLOAD_CHUNK_MAX,
    &UPLOAD_CHUNK_DEFAULT,
    &UPLOAD_MAX_OPEN,
    &UPLOAD_MAX_OPEN_BYTES,
    &UPLOAD_MEMORY,
    &UPLOAD_SYNC_EVERY,
    &UPLOAD_IDLE_DAYS,
    &UPLOAD_BLOCKED_EXTENSIONS,
    &UPLOAD_ARCHIVE_EXTENSIONS,
    &UPLOAD_SUSPICIOUS_WORDS,
    &WEBSOCKET_JWT_AUTH,
    &WEBSOCKET_MAX_CONNECTIONS,
    &WEBSOCKET_MAX_CONNECTIONS_PER_USER,
    &WEBSOCKET_HISTORY,
    &STORAGE_DATA_PATH,
    &DEMO_PASSWORD,
];
