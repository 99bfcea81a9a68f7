//! Container images: `/api/v2/images`, and `/api/apptainer` of the earlier portal ([`legacy`]).
//!
//! What lies in the registry and on nodes is the truth; [`keeper`] looks now and then and on demand, rows follow, and lists are
//! made of rows alone. Of several portal nodes one looks at a time ([`turns`]). Handlers are one file each; [`catalogue`] is what they work with.

mod catalogue;
mod error;
mod keeper;
pub(crate) mod legacy;
pub(crate) mod list;
mod look;
mod nodes;
mod record;
mod scan;
pub(crate) mod scans;
mod scribe;
pub(crate) mod show;
mod told;
mod turns;
mod view;

use portal_ratelimit::Rule;

pub(crate) use catalogue::{CatalogueParts, ImageCatalogue};

/// Lists and details.
pub(crate) const READ: Rule = Rule::per_minute("images_read", 3000);
/// Looking for images everywhere.
pub(crate) const SCAN: Rule = Rule::per_minute("images_scan", 30);

/// What the registry is called among nodes, as in the earlier portal.
const REGISTRY: &str = "headnode";
