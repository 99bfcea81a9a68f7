//! What every service needs to listen.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

use crate::names::{ALLOWED_ORIGINS, HOST, LOG_FORMAT, LOG_LEVEL, OPEN_MODE, PORT, TRUSTED_PROXIES, WORKERS};
use crate::{Invalid, Secrets, Source};

/// How log lines look on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// `name=value` fields after a sentence, for journalctl and people.
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

/// Address, workers, proxies and secrets of one service.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Threads that serve requests.
    pub workers: usize,
    /// Peers whose `X-Forwarded-*` and `X-Request-Id` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Origins other than the portal's own that may send writes with the cookie, such as `https://portal.example.org`.
    pub allowed_origins: Vec<String>,
    /// Whether everybody is an administrator without signing in; only on loopback.
    pub open_mode: bool,
    /// Shared by the services.
    pub secrets: Secrets,
    /// On stdout.
    pub log_format: LogFormat,
    /// Which lines are logged: a level or a filter.
    pub log_level: String,
}

impl HttpSettings {
    /// Reads what all services share; `port` is the contract's for this one.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source, port: u16) -> Result<Self, Invalid> {
        let host = source.read(&HOST, |text| match text {
            "localhost" => Ok(IpAddr::from([127, 0, 0, 1])),
            text => text
                .parse()
                .map_err(|_ignored| "expected an IP address such as 127.0.0.1".to_owned()),
        })?;
        let port = if source.given(&PORT).is_some() {
            source.number(&PORT, 0..=65535_u16)?
        } else {
            port
        };
        let network = |text: &String| {
            let network = text
                .parse::<IpNet>()
                .ok()
                .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
            network.ok_or_else(|| Invalid::new(&TRUSTED_PROXIES, format!("\"{text}\" is no address or network")))
        };
        Ok(Self {
            listen: SocketAddr::new(host, port),
            workers: source.number(&WORKERS, 1..=256_usize)?,
            trusted_proxies: source
                .list(&TRUSTED_PROXIES)
                .iter()
                .map(network)
                .collect::<Result<_, _>>()?,
            allowed_origins: source.list(&ALLOWED_ORIGINS),
            open_mode: open_mode(source, host)?,
            secrets: Secrets::load(source)?,
            log_format: source.read(&LOG_FORMAT, |text| match text {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("expected text or json".to_owned()),
            })?,
            log_level: source.text(&LOG_LEVEL).to_owned(),
        })
    }
}

/// The contract's open mode let anybody in who could reach the port. Here it takes these very words, and a port that only
/// this host can reach.
fn open_mode(source: &Source, host: IpAddr) -> Result<bool, Invalid> {
    let open = source.read(&OPEN_MODE, |text| match text {
        "" => Ok(false),
        "yes-everyone-is-admin" => Ok(true),
        _ => Err("expected yes-everyone-is-admin, or nothing".to_owned()),
    })?;
    if open && !host.is_loopback() {
        return Err(Invalid::new(
            &OPEN_MODE,
            "only with HOST on loopback: everybody who reaches it is an administrator",
        ));
    }
    Ok(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source::from_pairs([("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef")])
    }

    #[test]
    fn loopback_and_the_contracts_port_unless_told() {
        let settings = HttpSettings::load(&source(), 5010).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:5010");
        let settings = HttpSettings::load(&source().with(&HOST, "0.0.0.0").with(&PORT, "80"), 5010).unwrap();
        assert_eq!(settings.listen.to_string(), "0.0.0.0:80");
    }

    #[test]
    fn a_wrong_value_names_its_variable() {
        let wrong = |setting, value| HttpSettings::load(&source().with(setting, value), 1).unwrap_err().name;
        assert_eq!(wrong(&HOST, "nowhere"), "HOST");
        assert_eq!(wrong(&PORT, "99999"), "PORT");
        assert_eq!(wrong(&TRUSTED_PROXIES, "10.0.0.0/99"), "TRUSTED_PROXIES");
        assert_eq!(wrong(&LOG_FORMAT, "xml"), "LOG_FORMAT");
        assert_eq!(wrong(&OPEN_MODE, "true"), "PORTAL_OPEN_MODE");
    }

    #[test]
    fn everybody_is_an_administrator_only_where_nobody_else_can_reach() {
        let open = source().with(&OPEN_MODE, "yes-everyone-is-admin");
        assert!(HttpSettings::load(&open, 1).unwrap().open_mode);
        let error = HttpSettings::load(&open.with(&HOST, "0.0.0.0"), 1).unwrap_err();
        assert_eq!(error.name, "PORTAL_OPEN_MODE");
    }
}
