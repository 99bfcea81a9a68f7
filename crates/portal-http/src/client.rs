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
        if !kit.trusts_proxy(peer) {
            return Self {
                address: peer,
                direct: true,
                secure: false,
                host,
                user_agent,
            };
        }
        let forwarded = text(headers, "x-forwarded-for");
        // From the right: each trusted proxy wrote down whom it saw; the first one that is no proxy is the client.
        let chain = forwarded
            .unwrap_or_default()
            .rsplit(',')
            .map_while(|part| part.trim().parse::<IpAddr>().ok());
        let address = chain.map(|hop| hop.to_canonical()).find(|hop| !kit.trusts_proxy(*hop));
        Self {
            address: address
                .or_else(|| text(headers, "x-real-ip")?.parse().ok())
                .unwrap_or(peer),
            direct: forwarded.is_none() && !headers.contains_key("x-real-ip"),
            secure: text(headers, "x-forwarded-proto") == Some("https"),
            host,
            user_agent,
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
