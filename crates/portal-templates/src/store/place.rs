//! Where a template lies: paths beneath the folder of templates that cannot lead anywhere else.
//!
//! ```text
//! official/<category>/…/<file>     community/<category>/…/<file>     private/<user>/…/<file>     archived/<file>
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::name::{BadName, Category, Owner, TemplateId};
use crate::schema::{Metadata, WantedSource};

/// The folders that templates are read from.
pub(crate) const SOURCE_FOLDERS: [&str; 3] = ["official", "community", "private"];

/// Where templates go that were removed.
pub(crate) const ARCHIVED: &str = "archived";

/// Folders and the file, the source's own folder counted.
pub(crate) const DEEPEST: usize = 8;

/// Whose template it is, in order: of two with one id the first one counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The site's.
    Official,
    /// Everybody's.
    Community,
    /// This person's.
    Private(Owner),
}

impl fmt::Display for Source {
    /// As rows and answers write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Official => f.write_str("official"),
            Self::Community => f.write_str("community"),
            Self::Private(owner) => write!(f, "private:{owner}"),
        }
    }
}

impl FromStr for Source {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        match text {
            "official" => Ok(Self::Official),
            "community" => Ok(Self::Community),
            other => match other.strip_prefix("private:") {
                Some(owner) => owner.parse().map(Self::Private),
                None => Err(BadName("official, community or private:<user>")),
            },
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The path of a template's file, relative to the folder of templates.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    source: Source,
    /// The folders below the source's own, then the file.
    below: Vec<String>,
}

impl Place {
    /// Where a new template goes: below its category, or right into its owner's folder.
    #[must_use]
    pub fn of_new(source: Source, category: &Category, id: &TemplateId) -> Self {
        let file = format!("{id}.yaml");
        let below = match source {
            Source::Private(_) => vec![file],
            Source::Official | Source::Community => vec![category.to_string(), file],
        };
        Self { source, below }
    }

    /// The same file in the folder of another source.
    #[must_use]
    pub fn moved_to(&self, source: Source, category: &Category) -> Self {
        let file = self.file_name().to_owned();
        let below = match source {
            Source::Private(_) => vec![file],
            Source::Official | Source::Community => vec![category.to_string(), file],
        };
        Self { source, below }
    }

    /// Whose it is, which follows from where it lies and from nothing in the file.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The folder of its source.
    pub(crate) fn source_folder(&self) -> &'static str {
        match self.source {
            Source::Official => "official",
            Source::Community => "community",
            Source::Private(_) => "private",
        }
    }

    /// The file's own name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.below.last().map_or("", String::as_str)
    }

    /// The folders that lead to the file, from the folder of templates on.
    pub(crate) fn folders(&self) -> Vec<&str> {
        let own = match &self.source {
            Source::Official => vec!["official"],
            Source::Community => vec!["community"],
            Source::Private(owner) => vec!["private", owner.as_str()],
        };
        let below = self
            .below
            .iter()
            .map(String::as_str)
            .take(self.below.len().saturating_sub(1));
        own.into_iter().chain(below).collect()
    }

    /// The category: what the file says, else its folder in `official` or `community`, else `custom`.
    #[must_use]
    pub fn category_of(&self, metadata: &Metadata) -> Category {
        let folder = match (&self.source, self.below.as_slice()) {
            (Source::Official | Source::Community, [category, _, ..]) => category.parse().ok(),
            _ => None,
        };
        metadata.category.clone().or(folder).unwrap_or_else(Category::custom)
    }

    /// By the folders' and the file's names; none when it is no place of a template.
    pub(crate) fn of_parts(parts: &[&str]) -> Option<Self> {
        let (source, below) = match parts {
            ["official", below @ ..] => (Source::Official, below),
            ["community", below @ ..] => (Source::Community, below),
            ["private", owner, below @ ..] => (Source::Private(owner.parse().ok()?), below),
            _ => return None,
        };
        let (file, folders) = below.split_last()?;
        let sound = parts.len() <= DEEPEST && is_template(file) && folders.iter().all(|folder| is_folder(folder));
        sound.then(|| Self {
            source,
            below: below.iter().map(|part| (*part).to_owned()).collect(),
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for folder in self.folders() {
            write!(f, "{folder}/")?;
        }
        f.write_str(self.file_name())
    }
}

impl FromStr for Place {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let parts: Vec<&str> = text.split('/').collect();
        Self::of_parts(&parts).ok_or(BadName(
            "the path of a .yaml or .yml file in official, community or private/<user>",
        ))
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Names that editors and this crate use while they write begin with a dot, and so does what nobody wants listed.
pub(crate) fn is_template(name: &str) -> bool {
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| !stem.is_empty()) && is_folder(name)
}

pub(crate) fn is_folder(name: &str) -> bool {
    (1..=255).contains(&name.len())
        && !name.starts_with('.')
        && !name.contains(['/', '\\'])
        && !name.chars().any(char::is_control)
}

/// Where a template belongs that `caller` writes: what its `source` asks for, else `is_public` decides. A private one is
/// always the caller's, whatever the file says.
#[must_use]
pub fn wanted_source(metadata: &Metadata, caller: &Owner) -> Source {
    match &metadata.source {
        Some(WantedSource::Official) => Source::Official,
        Some(WantedSource::Community) => Source::Community,
        Some(WantedSource::Private(_)) => Source::Private(caller.clone()),
        None if metadata.is_public => Source::Community,
        None => Source::Private(caller.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_place_or_nothing() {
        for path in [
            "official/ml/a.yaml",
            "community/cfd/sub/b.yml",
            "private/kim/c.yaml",
            "official/top.yaml",
            "community/유체/해석.yaml",
        ] {
            assert_eq!(path.parse::<Place>().unwrap().to_string(), path);
        }
        for path in [
            "",
            "a.yaml",
            "other/a.yaml",
            "official/../a.yaml",
            "/official/a.yaml",
            "official//a.yaml",
            "official/a.txt",
            "official/.a.yaml",
            "official/.yaml",
            "private/a.yaml",
            "private/../a.yaml",
            "official/.git/a.yaml",
            "official/a\n.yaml",
            "archived/a.yaml",
            "official/1/2/3/4/5/6/7/a.yaml",
        ] {
            assert!(path.parse::<Place>().is_err(), "{path:?}");
        }
    }
}
