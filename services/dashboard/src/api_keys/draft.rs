//! A key to be made: what makes sense, checked once for the route and for `portal key create`.

use ipnet::IpNet;
use portal_config::{rfc3339, unix_millis};
use portal_db::accounts::Account;
use portal_db::api_keys::{ApiKey, NewApiKey};
use portal_jwt::{ApiKeyText, GroupPermissions, Scope};

use super::error::KeyError;

const LONGEST_NAME: usize = 100;
const LONGEST_LIFE_DAYS: u32 = 365;
const MOST_NETWORKS: usize = 20;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// What is wanted of a key.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What its owner calls it.
    pub name: String,
    /// Words of scopes.
    pub scopes: Vec<String>,
    /// Addresses and networks from which it may be used; anywhere, when empty.
    pub networks: Vec<String>,
    /// 1 to 365; never, when absent.
    pub expires_in_days: Option<u32>,
}

/// A key that makes sense: its text, to be shown once, and its row.
#[derive(Debug)]
pub struct Draft {
    /// To be shown once.
    pub text: ApiKeyText,
    /// To be added.
    pub row: ApiKey,
}

impl Draft {
    /// Draws up a key of `owner`, made by `created_by` at `now` (RFC 3339).
    ///
    /// # Errors
    /// Says what makes no sense, or which scope the owner may not give.
    pub fn new(
        owner: &Account,
        groups: &GroupPermissions,
        wanted: &Wanted,
        created_by: &str,
        now: String,
    ) -> Result<Self, KeyError> {
        let text = ApiKeyText::new(rand::random(), rand::random());
        let expires_at = wanted.expires_in_days.map(|days| expiry(&now, days)).transpose()?;
        let row = ApiKey::from(NewApiKey {
            key_id: text.id(),
            username: &owner.username,
            name: &name_of(&wanted.name)?,
            key_hash: text.digest().to_string(),
            scopes: &scopes_of(groups, owner, &wanted.scopes)?,
            networks: &networks_of(&wanted.networks)?,
            created_at: now,
            created_by,
            expires_at,
        });
        Ok(Self { text, row })
    }
}

/// The scopes that `account` may give.
pub(super) fn scopes_to_give(groups: &GroupPermissions, account: &Account) -> Vec<Scope> {
    let may = groups.of(&account.groups());
    Scope::ALL
        .into_iter()
        .filter(|scope| may.contains(&scope.needs()))
        .collect()
}

fn scopes_of(groups: &GroupPermissions, owner: &Account, words: &[String]) -> Result<Vec<String>, KeyError> {
    let known = |word: &String| Scope::named(word).ok_or_else(|| KeyError::UnknownScope(word.clone()));
    let mut scopes = words.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(KeyError::Unfit("scopes: name at least one".to_owned()));
    }
    let may = scopes_to_give(groups, owner);
    match scopes.iter().find(|scope| !may.contains(scope)) {
        Some(scope) => Err(KeyError::NotYours(*scope)),
        None => Ok(scopes.iter().map(ToString::to_string).collect()),
    }
}

fn name_of(text: &str) -> Result<String, KeyError> {
    let name = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
        .ok_or_else(|| KeyError::Unfit(format!("name: one line of 1 to {LONGEST_NAME} characters")))
}

fn networks_of(texts: &[String]) -> Result<Vec<String>, KeyError> {
    if texts.len() > MOST_NETWORKS {
        return Err(KeyError::Unfit(format!("networks: at most {MOST_NETWORKS}")));
    }
    let network = |text: &String| {
        let text = text.trim();
        let address = || text.parse().map(IpNet::from as fn(std::net::IpAddr) -> IpNet);
        let network = text.parse::<IpNet>().or_else(|_not_a_network| address());
        network
            .map(|network| network.trunc().to_string())
            .map_err(|_neither| KeyError::Unfit(format!("networks: \"{text}\" is no address or network")))
    };
    texts.iter().map(network).collect()
}

fn expiry(now: &str, days: u32) -> Result<String, KeyError> {
    if !(1..=LONGEST_LIFE_DAYS).contains(&days) {
        return Err(KeyError::Unfit(format!("expires_in_days: 1 to {LONGEST_LIFE_DAYS}")));
    }
    let now = unix_millis(now).unwrap_or_default();
    Ok(rfc3339(now + i64::from(days) * DAY_MILLIS))
}
