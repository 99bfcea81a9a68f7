//! Who is at the other end of the wire.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HOST, HeaderMap, USER_AGENT};
use actix_web::{HttpMessage, HttpRequest};

use crate::Kit;

/// The client as seen through trusted proxies only; a forged `X-Forwarded-For` changes nothing.
#[derive(Clone, Debug)]
pub struct Client {
    address: IpAddr,
    direct: bool,
    here: bool,
    secure: bool,
    host: String,
    user_agent: String,
}

/// Longer names of browsers are cut: they are shown in lists.
const LONGEST_USER_AGENT: usize = 256;

impl Client {
    /// Found once, at the door.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// True when the request came without a proxy in between.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.direct
    }

    /// True when all that is told of the way here is this host, and the portal was called by a name that only this host gives
    /// it: behind a proxy, everybody has a loopback peer, and any site may have its name point to 127.0.0.1.
    pub(crate) fn is_on_this_host(&self) -> bool {
        self.here && names_this_host(&self.host)
    }

    /// True when the client speaks TLS (to the proxy).
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The portal's own origin, as this client names it.
    #[must_use]
    pub fn own_origin(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.host)
    }

    /// What the browser or program calls itself; may be empty.
    #[must_use]
    pub fn user_agent(&self) -> &str {
        &self.user_agent
    }

    pub(crate) fn find(kit: &Kit, request: &ServiceRequest) -> Self {
        let headers = request.headers();
        // A Unix socket has no address: only a proxy on this host can have connected.
        let peer = request
            .peer_addr()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip())
            .to_canonical();
        let host = text(headers, HOST.as_str()).unwrap_or_default().to_owned();
        // ASCII, or `to_str` would not have it: cutting it anywhere is sound.
        let mut user_agent = text(headers, USER_AGENT.as_str()).unwrap_or_default().to_owned();
        user_agent.truncate(LONGEST_USER_AGENT);
        let forwarded = hops(headers, "x-forwarded-for");
        let real_ip = hops(headers, "x-real-ip");
        // Whether or not the proxy is trusted: none is better.
        let here = peer.is_loopback()
            && forwarded
                .iter()
                .chain(&real_ip)
                .all(|hop| hop.is_some_and(|hop| hop.is_loopback()));
        if !kit.trusts_proxy(peer) {
            return Self {
                address: peer,
                direct: true,
                here,
                secure: false,
                host,
                user_agent,
            };
        }
        // From the right: each trusted proxy wrote down whom it saw; the first one that is no proxy is the client.
        let chain = forwarded.iter().rev().map_while(|hop| *hop);
        let address = chain.into_iter().find(|hop| !kit.trusts_proxy(*hop));
        Self {
            address: address.or_else(|| real_ip.first().copied().flatten()).unwrap_or(peer),
            direct: forwarded.is_empty() && real_ip.is_empty(),
            here,
            secure: text(headers, "x-forwarded-proto") == Some("https"),
            host,
            user_agent,
        }
    }
}

/// The addresses of a header, of all its lines: some proxies add a line of their own to what they were sent. None for what is no
/// address.
fn hops(headers: &HeaderMap, name: &str) -> Vec<Option<IpAddr>> {
    let address = |part: &str| Some(part.trim().parse::<IpAddr>().ok()?.to_canonical());
    headers
        .get_all(name)
        .flat_map(|line| match line.to_str() {
            Ok(line) => line.split(',').map(address).collect(),
            Err(_not_text) => vec![None],
        })
        .collect()
}

/// Whether a `Host` is `localhost` or a loopback address, on any port.
fn names_this_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::{Client, names_this_host};
    use crate::kit::tests::kit;

    fn client(peer: &str, forwarded: &[&str]) -> Client {
        let request = TestRequest::default()
            .peer_addr(format!("{peer}:9").parse().unwrap())
            .insert_header(("host", "localhost"));
        let request = forwarded.iter().fold(request, |request, line| {
            request.append_header(("x-forwarded-for", *line))
        });
        Client::find(&kit(), &request.to_srv_request())
    }

    #[test]
    fn the_client_is_found_from_the_right_through_all_lines() {
        for (lines, address) in [
            (&["203.0.113.9"][..], "203.0.113.9"),
            (&["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
            (&["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
            (&["198.51.100.1", "203.0.113.9, 127.0.0.1"], "203.0.113.9"),
            (&["198.51.100.1, nonsense", "203.0.113.9"], "203.0.113.9"),
            (&["198.51.100.1", "nonsense"], "127.0.0.1"),
        ] {
            let found = client("127.0.0.1", lines);
            assert_eq!(found.address().to_string(), address, "{lines:?}");
            assert!(!found.is_direct());
        }
    }

    #[test]
    fn only_who_is_at_this_machine_all_the_way_is_here() {
        for (peer, lines, here) in [
            ("127.0.0.1", &[][..], true),
            ("127.0.0.1", &["127.0.0.1"], true),
            ("127.0.0.1", &["127.0.0.1, 203.0.113.9"], false),
            ("127.0.0.1", &["127.0.0.1", "203.0.113.9"], false),
            ("127.0.0.1", &["203.0.113.9, 127.0.0.1"], false),
            ("127.0.0.1", &["nonsense"], false),
            ("203.0.113.9", &[], false),
            ("203.0.113.9", &["127.0.0.1"], false),
        ] {
            assert_eq!(client(peer, lines).is_on_this_host(), here, "{peer} {lines:?}");
        }
    }

    #[test]
    fn this_host_has_few_names() {
        for host in [
            "localhost",
            "LOCALHOST:4430",
            "127.0.0.1",
            "127.0.0.1:4430",
            "[::1]",
            "[::1]:4430",
        ] {
            assert!(names_this_host(host), "{host}");
        }
        for host in [
            "",
            ":4430",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:4430",
            "evil.example:127.0.0.1",
            "localhost:4430@evil.example",
            "192.0.2.1",
            "[2001:db8::1]:4430",
        ] {
            assert!(!names_this_host(host), "{host}");
        }
    }
}
