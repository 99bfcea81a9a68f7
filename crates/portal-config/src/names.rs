//! Every setting: name, default, meaning. The list that `docs/CONFIGURATION.md` and `portal config` are made from.

use crate::Setting;

/// Writes each setting once and makes of it a constant, its documentation, and a line of [`ALL`].
macro_rules! settings {
    ($($(#[$secret:ident])? $name:ident = $env:literal, $default:literal, $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub const $name: Setting = Setting {
                name: $env,
                default: $default,
                meaning: $meaning,
                secret: settings!(@secret $($secret)?),
            };
        )*

        /// All of them, in the order of the documentation.
        pub const ALL: &[&Setting] = &[$(&$name),*];
    };
    (@secret) => { false };
    (@secret secret) => { true };
}

settings! {
    HOST = "HOST", "127.0.0.1",
        "Address to listen on; anything but loopback is for setups without nginx in front";
    PORT = "PORT", "",
        "Port to listen on; by default 4430 (auth), 5010 (dashboard), 5011 (websocket)";
    WORKERS = "WORKERS", "2",
        "Threads that serve requests";
    TRUSTED_PROXIES = "TRUSTED_PROXIES", "127.0.0.0/8,::1",
        "Comma list of addresses or networks whose X-Forwarded-* and X-Request-Id are believed";
    ALLOWED_ORIGINS = "ALLOWED_ORIGINS", "",
        "Comma list of other origins whose pages may use the portal with the sign-in cookie (CORS), such as https://portal.example.org";
    OPEN_MODE = "PORTAL_OPEN_MODE", "",
        "yes-everyone-is-admin lets everybody at this machine in as an administrator without signing in; only with HOST on loopback";
    LOG_FORMAT = "LOG_FORMAT", "text",
        "text (for journalctl) or json (one object a line)";
    LOG_LEVEL = "LOG_LEVEL", "info",
        "error, warn, info, debug or trace, or a filter such as info,dashboard=debug";
    #[secret] JWT_SECRET_KEY = "JWT_SECRET_KEY", "",
        "Signing key of access tokens, at least 32 characters, the same in all services";
    #[secret] JWT_SECRET_KEY_PREVIOUS = "JWT_SECRET_KEY_PREVIOUS", "",
        "The signing key before the present one, while it is being changed: its tokens are accepted until they expire";
    JWT_ALGORITHM = "JWT_ALGORITHM", "HS256",
        "Only HS256";
    JWT_EXPIRATION_HOURS = "JWT_EXPIRATION_HOURS", "1",
        "Lifetime of an access token in hours";
    SESSION_DAYS = "SESSION_DAYS", "7",
        "A sign-in lasts at most so many days, however much it is used";
    SESSION_IDLE_HOURS = "SESSION_IDLE_HOURS", "24",
        "A sign-in ends when it is not used for so many hours";
    #[secret] INTERNAL_SECRET = "INTERNAL_SECRET", "",
        "What services know each other by, at least 32 characters; derived from JWT_SECRET_KEY when not set";
    #[secret] DATABASE_URL = "DATABASE_URL", "sqlite:/var/lib/hpc-portal/portal.db",
        "sqlite:/path on a local disk, or postgres://user:password@host/database";
    DATABASE_PATH = "DATABASE_PATH", "",
        "The earlier portal's name for an SQLite file; DATABASE_URL wins";
    DATABASE_CONNECTIONS = "DATABASE_CONNECTIONS", "8",
        "Connections kept to the database";
    #[secret] REDIS_URL = "REDIS_URL", "",
        "redis://[:password@]host:port/db or unix:///socket; without it (and REDIS_HOST) limits and events stay in one node, and sessions in the database";
    REDIS_HOST = "REDIS_HOST", "",
        "Host of Redis, when REDIS_URL is not set";
    REDIS_PORT = "REDIS_PORT", "6379",
        "Port of Redis";
    REDIS_DB = "REDIS_DB", "0",
        "Number of the Redis database";
    #[secret] REDIS_PASSWORD = "REDIS_PASSWORD", "",
        "Password of Redis";
    LOCAL_LOGIN = "LOCAL_LOGIN", "true",
        "Whether accounts whose password is kept here may sign in; false needs LDAP_URL or SSO_ENABLED";
    SSO_ENABLED = "SSO_ENABLED", "false",
        "true: people may sign in at an OpenID provider; false: with a password only, here or in LDAP";
    SSO_TYPE = "SSO_TYPE", "saml",
        "oidc; saml, the contract's default, stops the start and names the bridge that is needed";
    SSO_ATTRIBUTE_MAPPING = "SSO_ATTRIBUTE_MAPPING", "",
        "JSON object, username, email, groups, display_name or department to the attribute (LDAP) or claim (OIDC) that holds it";
    PUBLIC_URL = "PUBLIC_URL", "",
        "The portal's own address, such as https://portal.example.org; without it, what the trusted proxy says";
    SSO_CALLBACK_HANDOVER = "SSO_CALLBACK_HANDOVER", "cookie",
        "How pages learn of a sign-in at the provider: cookie; code (good once, for 60 s, in the address); token (in the address, where logs keep it)";
    SSO_CALLBACK_PAGE = "SSO_CALLBACK_PAGE", "/auth/callback",
        "The page that is given the code or the token in its address";
    OIDC_ISSUER = "OIDC_ISSUER", "",
        "The OpenID provider, such as https://id.example.org/realms/hpc; http only on this machine";
    OIDC_CLIENT_ID = "OIDC_CLIENT_ID", "",
        "The portal's name at the provider";
    #[secret] OIDC_CLIENT_SECRET = "OIDC_CLIENT_SECRET", "",
        "The portal's password at the provider; none for a public client";
    OIDC_SCOPES = "OIDC_SCOPES", "openid,profile,email,groups",
        "Comma list of the scopes that are asked for";
    OIDC_REQUESTED_CLAIMS = "OIDC_REQUESTED_CLAIMS", "",
        "Comma list of claims to ask for one by one (parameter claims); by default the mapped ones, where the provider supports it";
    OIDC_LABEL = "OIDC_LABEL", "Single sign-on",
        "What the button on the sign-in page says";
    OIDC_ALLOWED_GROUPS = "OIDC_ALLOWED_GROUPS", "",
        "List of groups, separated by ; (or by commas when none has an =), whose members may come in; empty: everybody";
    OIDC_REDIRECT_URI = "OIDC_REDIRECT_URI", "",
        "Where the provider sends the browser back to; by default PUBLIC_URL and /auth/oidc/callback";
    OIDC_LOGOUT_REDIRECT_URI = "OIDC_LOGOUT_REDIRECT_URI", "",
        "Where the browser goes after it signed out at the provider; by default PUBLIC_URL and /";
    OIDC_CA_FILE = "OIDC_CA_FILE", "",
        "PEM file of the authorities that vouch for the provider, in place of the system's";
    OIDC_PROXY = "OIDC_PROXY", "",
        "Proxy on the way to the provider, such as http://proxy.example.org:3128";
    LDAP_URL = "LDAP_URL", "",
        "Comma list of the directory's servers, tried in order, such as ldaps://ldap.example.org; empty: no LDAP";
    LDAP_START_TLS = "LDAP_START_TLS", "true",
        "Whether ldap:// begins with StartTLS";
    LDAP_PLAIN_TEXT = "LDAP_PLAIN_TEXT", "",
        "yes-passwords-in-the-clear allows ldap:// without StartTLS to other machines";
    LDAP_CA_FILE = "LDAP_CA_FILE", "",
        "PEM file of the authorities that vouch for the directory, in place of the system's";
    LDAP_BIND_DN = "LDAP_BIND_DN", "",
        "The portal's own account in the directory, for searches";
    #[secret] LDAP_BIND_PASSWORD = "LDAP_BIND_PASSWORD", "",
        "Its password";
    LDAP_USER_BASE = "LDAP_USER_BASE", "",
        "Entry beneath which people are searched for";
    LDAP_USER_FILTER = "LDAP_USER_FILTER", "(uid={name})",
        "Filter that finds a person; {name} is the user name";
    LDAP_USER_DN_TEMPLATE = "LDAP_USER_DN_TEMPLATE", "",
        "What to bind as, without a search before: uid={name},ou=people,dc=example,dc=org, or {name}@corp.example";
    LDAP_GROUP_BASE = "LDAP_GROUP_BASE", "",
        "Entry beneath which groups are; without LDAP_GROUP_FILTER, groups elsewhere do not count";
    LDAP_GROUP_FILTER = "LDAP_GROUP_FILTER", "",
        "Filter that finds a person's groups, with {dn} or {name}, such as (member={dn}); empty: the person's attribute memberOf";
    LDAP_ALLOWED_GROUPS = "LDAP_ALLOWED_GROUPS", "",
        "List of groups, separated by ; (or by commas when none has an =), whose members may come in; empty: everybody";
    SSO_GROUP_PERMISSIONS = "SSO_GROUP_PERMISSIONS", "",
        "JSON object, group to list of permissions (dashboard, cae, vnc, app, admin); replaces the built-in map";
    DASHBOARD_URL = "DASHBOARD_URL", "/dashboard/",
        "Where the dashboard tile leads";
    CAE_URL = "CAE_URL", "/cae/",
        "Where the CAE tile leads";
    VNC_URL = "VNC_URL", "/vnc/",
        "Where the remote desktop tile leads";
    APP_URL = "APP_URL", "/app/",
        "Where the application tile leads";
    CLUSTER_NAME = "CLUSTER_NAME", "HPC",
        "Name of the cluster, shown at sign-in and in the top bar";
    MESSAGE_OF_THE_DAY_FILE = "MESSAGE_OF_THE_DAY_FILE", "",
        "Markdown file shown at sign-in; read again when it changes";
    TEST_LOGIN_USERS = "PORTAL_TEST_LOGIN_USERS", "",
        "Comma list of accounts that POST /auth/test/login signs in without a password, from loopback only; empty: the route does not exist";
    MOCK_MODE = "MOCK_MODE", "false",
        "Simulated data exist only in `portal demo`; true stops the start";
    WEBSOCKET_INTERNAL_URL = "WEBSOCKET_INTERNAL_URL", "http://127.0.0.1:5011",
        "Where the dashboard publishes events when there is no Redis";
    AUTH_INTERNAL_URL = "AUTH_INTERNAL_URL", "http://127.0.0.1:4430",
        "Where the WebSocket service asks which sessions were ended and which keys are good, and tells what it refused";
    UPLOAD_ROOT = "UPLOAD_ROOT", "/shared/uploads",
        "Folder of all uploads; every path is opened beneath it";
    UPLOAD_MAX_FILE = "UPLOAD_MAX_FILE", "50GiB",
        "Largest file";
    UPLOAD_CHUNK_MIN = "UPLOAD_CHUNK_MIN", "64KiB",
        "Smallest chunk size that a client may choose";
    UPLOAD_CHUNK_MAX = "UPLOAD_CHUNK_MAX", "64MiB",
        "Largest chunk size that a client may choose; nginx must let it pass";
    UPLOAD_CHUNK_DEFAULT = "UPLOAD_CHUNK_DEFAULT", "5MiB",
        "Chunk size when the client names none";
    UPLOAD_MAX_OPEN = "UPLOAD_MAX_OPEN", "200",
        "Unfinished uploads that one user may have";
    UPLOAD_MAX_OPEN_BYTES = "UPLOAD_MAX_OPEN_BYTES", "2TiB",
        "Bytes that one user's unfinished uploads may reserve on the disk";
    UPLOAD_MEMORY = "UPLOAD_MEMORY", "128MiB",
        "Memory for chunks on their way to the disk, whatever the number of uploads; beyond it 503 with Retry-After";
    UPLOAD_SYNC_EVERY = "UPLOAD_SYNC_EVERY", "64MiB",
        "Bytes after which an upload's new chunks are made safe against a power cut while it goes on";
    UPLOAD_IDLE_DAYS = "UPLOAD_IDLE_DAYS", "7",
        "Days without a chunk after which an unfinished upload is removed";
    UPLOAD_BLOCKED_EXTENSIONS = "UPLOAD_BLOCKED_EXTENSIONS", ".exe,.dll,.so,.dylib,.app,.bat,.cmd,.vbs,.vbe,.wsf,.wsh,.ps1,.psm1,.psd1,.scr,.com,.pif,.msi,.jar",
        "Comma list of extensions that are refused; none for no extension";
    UPLOAD_ARCHIVE_EXTENSIONS = "UPLOAD_ARCHIVE_EXTENSIONS", ".zip,.rar,.7z,.tgz,.docm,.xlsm,.pptm",
        "Comma list of extensions that are accepted without a look at name and size; none for no extension";
    UPLOAD_SUSPICIOUS_WORDS = "UPLOAD_SUSPICIOUS_WORDS", "virus,malware,trojan,backdoor,keylog,ransomware,rootkit,exploit",
        "Comma list of words that a file's name must not contain; none for no word";
    TEMPLATES_ROOT = "TEMPLATES_ROOT", "/shared/templates",
        "Folder of job templates: official, community, private and archived";
    JOBS_ROOT = "JOBS_ROOT", "/shared/jobs",
        "Folder in which jobs that are made from templates work, each in one of its own; the same on all nodes";
    JOB_PRICE_NODE_HOUR = "JOB_PRICE_NODE_HOUR", "",
        "What a node costs for an hour, such as 0.5; without a price none is shown";
    JOB_PRICE_GIB_HOUR = "JOB_PRICE_GIB_HOUR", "",
        "What a GiB of memory on a node costs for an hour";
    JOB_PRICE_CURRENCY = "JOB_PRICE_CURRENCY", "USD",
        "Currency of both prices, as ISO 4217 writes it";
    APPTAINER_REGISTRY = "APPTAINER_REGISTRY", "/shared/apptainer",
        "Folder of container images: images/compute, images/viz and images/shared, and what is written about them in metadata";
    APPTAINER_SCAN_SECONDS = "APPTAINER_SCAN_SECONDS", "300",
        "Seconds between two looks for container images; administrators look on demand besides";
    COMPUTE_NODES = "COMPUTE_NODES", "",
        "Nodes whose own images are found over SSH, as Slurm writes lists: cn[001-064],gpu1; empty: none";
    VIZ_NODES = "VIZ_NODES", "",
        "The same for nodes whose images are of the partition viz";
    APPTAINER_PATH = "APPTAINER_PATH", "/opt/apptainers",
        "Folder of images on these nodes";
    SSH_USER = "SSH_USER", "hpc-portal",
        "Account on these nodes, which needs to read that folder and nothing else";
    SSH_PORT = "SSH_PORT", "22",
        "Port of SSH on these nodes";
    SSH_KEY_FILE = "SSH_KEY_FILE", "/etc/hpc-portal/ssh/id_ed25519",
        "Private key for it, without passphrase, readable for the portal alone";
    SSH_KNOWN_HOSTS_FILE = "SSH_KNOWN_HOSTS_FILE", "/etc/hpc-portal/ssh/known_hosts",
        "Host keys of these nodes; a node that is not in there is not asked";
    WEBSOCKET_JWT_AUTH = "WEBSOCKET_JWT_AUTH", "true",
        "true: only signed-in people connect to /ws; false: anonymous clients too, to the public channels only";
    WEBSOCKET_MAX_CONNECTIONS = "WEBSOCKET_MAX_CONNECTIONS", "10000",
        "Open WebSocket connections in all";
    WEBSOCKET_MAX_CONNECTIONS_PER_USER = "WEBSOCKET_MAX_CONNECTIONS_PER_USER", "100",
        "Open WebSocket connections of one person";
    WEBSOCKET_HISTORY = "WEBSOCKET_HISTORY", "1024",
        "Messages kept per channel and audience, for clients that come back";
    STORAGE_DATA_PATH = "STORAGE_DATA_PATH", "/data",
        "File system whose use the storage channel tells";
    SLURM_QUEUE_SECONDS = "SLURM_QUEUE_SECONDS", "5",
        "Seconds between two questions about the queue; all viewers and portal nodes together";
    SLURM_NODES_SECONDS = "SLURM_NODES_SECONDS", "10",
        "Seconds between two questions about the nodes";
    SLURM_PARTITIONS_SECONDS = "SLURM_PARTITIONS_SECONDS", "60",
        "Seconds between two questions about partitions and reservations";
    SLURM_SETTINGS_SECONDS = "SLURM_SETTINGS_SECONDS", "300",
        "Seconds between two questions about QOS, accounts and slurmctld's own settings";
    SLURM_BIN_DIR = "SLURM_BIN_DIR", "",
        "Folder of Slurm's commands, looked into before PATH";
    SLURM_CONF = "SLURM_CONF", "",
        "Slurm's configuration, when it is not where Slurm's commands look for it";
    SLURM_COMMAND_SECONDS = "SLURM_COMMAND_SECONDS", "30",
        "A command of Slurm that takes longer is killed";
    SLURM_COMMANDS_AT_ONCE = "SLURM_COMMANDS_AT_ONCE", "8",
        "So many commands of Slurm run at the same time, never more";
    SLURM_RUN_AS = "SLURM_RUN_AS", "user",
        "user: jobs are submitted and changed as the person, by SLURM_HELPER_SOCKET, as root, or by sudo; service: as the portal's own account";
    SLURM_HELPER_SOCKET = "SLURM_HELPER_SOCKET", "",
        "Socket of slurm_helper, such as /run/hpc-portal-slurm/helper.sock; where it listens, and where the dashboard finds it";
    SLURM_HELPER_PEER = "SLURM_HELPER_PEER", "hpc-portal",
        "Account whose processes slurm_helper listens to";
    SLURM_LEAST_UID = "SLURM_LEAST_UID", "1000",
        "Accounts with a lower number are no people: nothing is ever done as one of them";
    #[secret] DEMO_PASSWORD = "PORTAL_DEMO_PASSWORD", "",
        "Password of the people of `portal demo`; by default one is made up and kept in the demo's folder";
}
