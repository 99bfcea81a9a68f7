//! The same image in many places is one image.
//!
//! Two files are the same image when their digests are: that is over size, header with id and times, table of objects, small
//! objects and the outline of the file system (see [`ImageInfo::digest`](crate::sif::ImageInfo::digest)). Copies have all that in
//! common, and two builds differ in it, reproducible ones too, as soon as a byte more or less is in them. What it cannot tell
//! apart is a copy whose programs were changed in place without changing any size: telling that would need all of its bytes to
//! travel, or a signature.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::found::Discovery;
use crate::image::Image;

/// Where an image lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The node, or whatever the registry is called.
    pub node: String,
    /// The path there.
    pub path: String,
}

/// An image and all its places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The image as it is described in the first place.
    pub image: Image,
    /// Where it lies, in order.
    pub places: Vec<Place>,
}

/// Brings together what was found, by digest. What is said about an image counts from the place that comes first in `found`:
/// put the registry there, where operators describe images.
#[must_use]
pub fn merge<'d>(found: impl IntoIterator<Item = (&'d str, &'d Discovery)>) -> BTreeMap<String, Placed> {
    let mut all: BTreeMap<String, Placed> = BTreeMap::new();
    for (node, discovery) in found {
        for (path, image) in discovery.images() {
            let placed = all.entry(image.info.digest.clone()).or_insert_with(|| Placed {
                image: image.clone(),
                places: Vec::new(),
            });
            placed.places.push(Place {
                node: node.to_owned(),
                path: path.to_owned(),
            });
        }
    }
    for placed in all.values_mut() {
        placed.places.sort_unstable();
    }
    all
}
